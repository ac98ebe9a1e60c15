package dev.stipend.api;

import dev.stipend.job.Job;
import dev.stipend.job.JobState;
import dev.stipend.job.MediaPart;
import dev.stipend.job.MediaStore;
import dev.stipend.job.StoredMedia;
import dev.stipend.ledger.SpendId;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/** {@code GET /api/jobs/{id}/content}: the result itself, by API key or by a signed link. */
final class ContentRoute {

  private static final Duration SOON = Duration.ofSeconds(3);
  private static final String SIGNED = "stipend.signed";

  private final OwnJobs jobs;
  private final MediaStore media;
  private final Links links;

  ContentRoute(OwnJobs jobs, MediaStore media, Links links) {
    this.jobs = jobs;
    this.media = media;
    this.links = links;
  }

  /** A signed link needs no API key; everything else is authenticated as usual. */
  Handler<RoutingContext> signedOr(Handler<RoutingContext> authentication) {
    return context -> {
      String id = context.pathParam("id");
      if (SpendId.isOne(id) && links.isSigned(context, new SpendId(id))) {
        context.put(SIGNED, true);
        context.next();
      } else if (context.request().getParam("signature") != null && !hasKey(context)) {
        context.fail(
            new ProblemException(
                Problem.of(
                        ProblemCode.INVALID_API_KEY,
                        "The link's signature is wrong or has expired.")
                    .help("Ask for the job again: its answer holds a fresh link.")));
      } else {
        authentication.handle(context);
      }
    };
  }

  Future<Void> answer(RoutingContext context) {
    String id = context.pathParam("id");
    Future<Job> job =
        context.get(SIGNED) != null
            ? jobs.findSigned(new SpendId(id))
            : jobs.find(id, CallRequests.team(context).id());
    MediaPart part = part(context);
    return job.compose(
        found -> find(found, part).compose(kept -> send(context, found, part, kept)));
  }

  private Future<Optional<StoredMedia>> find(Job job, MediaPart part) {
    return media
        .find(job.id().value(), part)
        .recover(
            failure ->
                Future.failedFuture(
                    new ProblemException(
                        Problem.of(
                                ProblemCode.CONTENT_UNAVAILABLE,
                                "The store of results does not answer.")
                            .retryAfter(SOON))));
  }

  private static MediaPart part(RoutingContext context) {
    String variant = context.request().getParam("variant");
    if (variant == null) {
      return MediaPart.MAIN;
    }
    if (!variant.equals("thumbnail")) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_BODY, "There is no such variant of a result.")
              .param("variant")
              .help("Leave variant out for the result itself, or ask for variant=thumbnail."));
    }
    return MediaPart.THUMBNAIL;
  }

  private static Future<Void> send(
      RoutingContext context, Job job, MediaPart part, Optional<StoredMedia> kept) {
    if (kept.isEmpty()) {
      throw new ProblemException(absent(job, part));
    }
    StoredMedia file = kept.get();
    String etag = "\"" + file.sha256() + "\"";
    HttpServerResponse response =
        context
            .response()
            .putHeader(HttpHeaders.ETAG, etag)
            .putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=86400, immutable");
    if (etag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      return response.setStatusCode(304).end();
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, file.contentType())
        .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
        .putHeader("Content-Disposition", "inline; filename=\"" + job.id() + "\"");
    return switch (range(context, etag, file.size())) {
      case ByteRange.Whole _ -> response.sendFile(file.file().toString());
      case ByteRange.Part bytes ->
          response
              .setStatusCode(206)
              .putHeader(
                  HttpHeaders.CONTENT_RANGE,
                  "bytes " + bytes.first() + "-" + bytes.last() + "/" + file.size())
              .sendFile(file.file().toString(), bytes.first(), bytes.length());
      case ByteRange.Unsatisfiable _ ->
          response
              .setStatusCode(416)
              .putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.size())
              .end();
    };
  }

  /** Whoever resumes says what it has the beginning of; of something else it gets the whole. */
  private static ByteRange range(RoutingContext context, String etag, long size) {
    String condition = context.request().getHeader("If-Range");
    return condition == null || condition.equals(etag)
        ? ByteRange.of(context.request().getHeader("Range"), size)
        : new ByteRange.Whole();
  }

  private static Problem absent(Job job, MediaPart part) {
    if (job.state() == JobState.DELIVERED && part == MediaPart.THUMBNAIL) {
      return Problem.of(ProblemCode.CONTENT_GONE, "This result has no thumbnail.")
          .help("Ask for the content without variant.");
    }
    return switch (job.state()) {
      case ORDERED, RUNNING, OVERDUE ->
          Problem.of(ProblemCode.CONTENT_NOT_READY, "The job has not ended yet.").retryAfter(SOON);
      case DELIVERED, FAILED, LOST ->
          job.state() == JobState.DELIVERED
              ? Problem.of(ProblemCode.CONTENT_GONE, "The job has no such file, or not any more.")
              : Problem.of(ProblemCode.CONTENT_GONE, "The job failed: " + job.error() + ".");
    };
  }

  private static boolean hasKey(RoutingContext context) {
    return context.request().getHeader(HttpHeaders.AUTHORIZATION) != null
        || context.request().getHeader("X-API-Key") != null;
  }
}

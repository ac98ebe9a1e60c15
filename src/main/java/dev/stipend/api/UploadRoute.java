package dev.stipend.api;

import dev.stipend.call.CallOnce;
import dev.stipend.call.CallOutcome;
import dev.stipend.call.CallRequest;
import dev.stipend.call.IdempotencyId;
import dev.stipend.call.Party;
import dev.stipend.team.Team;
import dev.stipend.upload.SpooledFile;
import dev.stipend.upload.Uploading;
import dev.stipend.upload.Wish;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.web.RequestIds;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/upload}: a file as the body or in a form is brought to the seller in one call; a
 * JSON body buys a token for a client that takes the seller's three steps by itself.
 */
final class UploadRoute {

  /** What says nothing about the content: curl calls every body a form unless told otherwise. */
  private static final Set<String> UNTOLD = Set.of("", "application/x-www-form-urlencoded");

  private static final String BODY = "body";

  private final CallOnce calls;
  private final Uploading uploading;
  private final Intake intake;
  private final FormReader forms;
  private final BodyReader bodies;
  private final PaceHeaders pace;
  private final UploadReply reply;

  UploadRoute(
      CallOnce calls,
      Uploading uploading,
      Intake intake,
      BodyReader bodies,
      PaceHeaders pace,
      UploadReply reply) {
    this.calls = calls;
    this.uploading = uploading;
    this.intake = intake;
    this.forms = new FormReader(intake);
    this.bodies = bodies;
    this.pace = pace;
    this.reply = reply;
  }

  Future<Void> answer(RoutingContext context) {
    return Future.succeededFuture(context)
        .compose(this::sort)
        .transform(
            (answer, failure) ->
                pace.tell(context)
                    .compose(
                        told -> failure == null ? answer.send() : Future.failedFuture(failure)));
  }

  private Future<Answer> sort(RoutingContext context) {
    CallRequests.team(context);
    PriceMaxHeader.read(context);
    IdempotencyId id = IdempotencyHeader.read(context);
    String type = type(context);
    if (type.equals(FormReader.TYPE)) {
      return form(context, id);
    }
    if (type.endsWith("json")) {
      return bodies.readJson(context).compose(body -> token(context, CallRequests.text(body), id));
    }
    return intake
        .take(context.request(), BODY)
        .compose(
            raw -> {
              if (UNTOLD.contains(type) && raw.isJsonObject()) {
                return intake
                    .content(raw)
                    .onComplete(read -> intake.discard(raw.path()))
                    .compose(body -> token(context, CallRequests.text(body.getBytes()), id));
              }
              try {
                return file(context, intake.checked(raw, BODY), id);
              } catch (ProblemException e) {
                intake.discard(raw.path());
                throw e;
              }
            });
  }

  private Future<Answer> form(RoutingContext context, @Nullable IdempotencyId id) {
    return forms
        .read(context, 1)
        .compose(
            form -> {
              if (form.files().isEmpty()) {
                return Future.failedFuture(noFile());
              }
              return file(context, form.files().getFirst().file(), id);
            });
  }

  private static ProblemException noFile() {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The form holds no file.")
            .param("file")
            .help("Send the file as the field file: curl -F file=@picture.png."));
  }

  /** Once the file is here nothing depends on the client any more. */
  private Future<Answer> file(
      RoutingContext context, SpooledFile file, @Nullable IdempotencyId id) {
    Context own = context.vertx().getOrCreateContext();
    Wish wish =
        new Wish(
            CallRequests.team(context),
            Authentication.caller(context).apiKey(),
            file,
            RequestIds.of(context),
            PriceMaxHeader.read(context),
            id,
            Party.ALONE);
    return GenerateRoute.on(own, uploading.upload(wish))
        .onComplete(ended -> intake.discard(file.path()))
        .map(outcome -> () -> reply.send(context, outcome));
  }

  private Future<Answer> token(RoutingContext context, String body, @Nullable IdempotencyId id) {
    Context own = context.vertx().getOrCreateContext();
    Team team = CallRequests.team(context);
    CallRequest request =
        new CallRequest(
            team,
            Authentication.caller(context).apiKey(),
            Wish.MODEL,
            Wish.MODEL,
            body,
            PriceMaxHeader.read(context),
            RequestIds.of(context));
    Future<CallOutcome> bought = GenerateRoute.on(own, calls.buy(request, id));
    return bought.map(outcome -> () -> reply.sendToken(context, outcome));
  }

  private static String type(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** What is left to do is to say it. */
  private interface Answer {
    Future<Void> send();
  }
}

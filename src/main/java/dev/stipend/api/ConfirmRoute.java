package dev.stipend.api;

import dev.stipend.job.JobStore;
import dev.stipend.team.TeamId;
import dev.stipend.upload.Confirmations;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/upload/confirm}: the last of the seller's three steps, for the team that bought
 * the first; to any other the upload does not exist. Free.
 */
final class ConfirmRoute {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int LINK_MAX = 2_048;

  private final JobStore jobs;
  private final Confirmations confirmations;
  private final BodyReader bodies;

  ConfirmRoute(JobStore jobs, Confirmations confirmations, BodyReader bodies) {
    this.jobs = jobs;
    this.confirmations = confirmations;
    this.bodies = bodies;
  }

  Future<Void> answer(RoutingContext context) {
    TeamId team = CallRequests.team(context).id();
    return bodies
        .readJson(context)
        .map(ConfirmRoute::read)
        .compose(
            asked ->
                jobs.findOfSeller(asked.uploadId())
                    .map(
                        job ->
                            job.filter(found -> found.team().equals(team))
                                .filter(found -> found.answer() != null)
                                .orElseThrow(ConfirmRoute::none))
                    .compose(own -> confirmations.confirm(asked.uploadId(), asked.link()))
                    .compose(end -> send(context, asked, end)));
  }

  private static Future<Void> send(
      RoutingContext context, Asked asked, Confirmations.Confirmed end) {
    return switch (end) {
      case TAKEN -> {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("success", true);
        json.put("upload", Map.of("id", asked.uploadId(), "blobUrl", asked.link().toString()));
        yield JsonReply.ok(context, json);
      }
      case REFUSED ->
          throw bad("blobUrl", "is not what the seller takes as the link of this upload");
      case AWAY ->
          throw new ProblemException(
              Problem.of(
                  ProblemCode.UPSTREAM_UNAVAILABLE,
                  "StableStudio cannot be reached at the moment; a confirmation is free."));
    };
  }

  private static Asked read(byte[] body) {
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new ProblemException(
          Problem.of(ProblemCode.INVALID_JSON, "The body is not JSON.")
              .help("Send {\"uploadId\":\"…\",\"blobUrl\":\"…\"}."));
    }
    String id = json.path("uploadId").asString("");
    if (!ID.matcher(id).matches()) {
      throw bad("uploadId", "is not the id that POST /api/upload answered");
    }
    return new Asked(id, link(json.path("blobUrl").asString("")));
  }

  private static URI link(String text) {
    try {
      URI link = new URI(text);
      if (link.getHost() != null && text.length() <= LINK_MAX) {
        return link;
      }
    } catch (URISyntaxException e) {
      throw bad("blobUrl", "is not the url that the store answered to the file");
    }
    throw bad("blobUrl", "is not the url that the store answered to the file");
  }

  private static ProblemException none() {
    return new ProblemException(
        Problem.of(ProblemCode.UPLOAD_NOT_FOUND, "This team has bought no such upload.")
            .param("uploadId"));
  }

  private static ProblemException bad(String field, String reason) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The field " + field + " " + reason + ".")
            .help("Send what the first two steps answered, unchanged.")
            .param(field));
  }

  private record Asked(String uploadId, URI link) {}
}

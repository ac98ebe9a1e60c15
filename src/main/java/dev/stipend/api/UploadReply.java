package dev.stipend.api;

import dev.stipend.call.CallOutcome;
import dev.stipend.call.Charge;
import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.upload.FileStore;
import dev.stipend.upload.UploadOutcome;
import dev.stipend.upload.UploadOutcome.Uploaded;
import dev.stipend.upload.UploadToken;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.Problems;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Answers an upload: where the file lies and what that cost, or what went wrong. */
final class UploadReply {

  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private final JobStore jobs;
  private final FileStore store;
  private final CallReply calls;

  UploadReply(JobStore jobs, FileStore store, CallReply calls) {
    this.jobs = jobs;
    this.store = store;
    this.calls = calls;
  }

  Future<Void> send(RoutingContext context, UploadOutcome outcome) {
    return switch (outcome) {
      case Uploaded uploaded -> {
        HttpServerResponse response = context.response();
        if (uploaded.repeated()) {
          response.putHeader("Idempotency-Replayed", "true");
        }
        tellCost(response, uploaded.charge());
        yield JsonReply.ok(context, json(uploaded));
      }
      case UploadOutcome.NotBought(CallOutcome why) -> calls.send(context, why);
      case UploadOutcome.TokenLost _,
          UploadOutcome.TokenOver _,
          UploadOutcome.StoreRefused _,
          UploadOutcome.StoreAway _ ->
          Problems.send(context, problem(outcome));
    };
  }

  static void tellCost(HttpServerResponse response, Optional<Charge> charge) {
    if (charge.isPresent()) {
      CallReply.tellCost(response, charge.get());
    } else {
      response.putHeader("X-Cost-Usd", Money.ZERO.toDollars()).putHeader("X-Upload-Reused", "true");
    }
  }

  static Map<String, Object> json(Uploaded uploaded) {
    String link = uploaded.link().toString();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("success", true);
    json.put("blobUrl", link);
    json.put("upload", Map.of("id", uploaded.uploadId(), "blobUrl", link));
    json.put("contentType", uploaded.file().type().contentType());
    json.put("size", uploaded.file().size());
    json.put("sha256", uploaded.file().sha256());
    json.put("reused", uploaded.charge().isEmpty());
    json.put("confirmed", uploaded.confirmed());
    json.put("cost", uploaded.charge().map(Charge::amount).orElse(Money.ZERO).toDollars());
    if (uploaded.inDoubt()) {
      json.put("payment", "in_doubt");
    }
    return json;
  }

  /** What a client is told whose money is spent, or may be, and whose file is not stored. */
  static Problem problem(UploadOutcome outcome) {
    return switch (outcome) {
      case UploadOutcome.TokenLost(SpendId spend) ->
          Problem.of(
                  ProblemCode.UPLOAD_LOST,
                  "The upload was paid for, and StableStudio's answer with its token was lost.")
              .with("spend", spend.value());
      case UploadOutcome.TokenOver(SpendId spend) ->
          Problem.of(
                  ProblemCode.UPLOAD_OVER,
                  "The upload was paid for, and its token ended before the file was stored.")
              .with("spend", spend.value());
      case UploadOutcome.StoreRefused(SpendId spend, String code) ->
          Problem.of(
                  ProblemCode.UPLOAD_REFUSED,
                  "The upload was paid for, and StableStudio's store refused the file: "
                      + code
                      + ".")
              .with("reason", code)
              .with("spend", spend.value());
      case UploadOutcome.StoreAway(SpendId spend, String _) ->
          Problem.of(
                  ProblemCode.UPLOAD_UNAVAILABLE,
                  "The upload is paid for, and StableStudio's store cannot be reached at the"
                      + " moment.")
              .with("spend", spend.value());
      case UploadOutcome.NotBought(CallOutcome why) -> CallProblems.of(why);
      case Uploaded _ -> throw new IllegalStateException("an upload that succeeded is no problem");
    };
  }

  /** The same for a call that brought the file along. */
  static Problem notStored(UploadOutcome outcome) {
    Problem problem = problem(outcome);
    return problem.with("step", "upload").with("generation", "not_paid");
  }

  /** The seller's own answer, for those who take its steps by themselves. */
  Future<Void> sendToken(RoutingContext context, CallOutcome outcome) {
    boolean repeated = outcome instanceof CallOutcome.Repeated;
    CallOutcome end = outcome instanceof CallOutcome.Repeated(CallOutcome first) ? first : outcome;
    if (end instanceof CallOutcome.Bought(SpendId id, String _, Charge charge, String _)) {
      return jobs.find(id)
          .compose(
              job ->
                  token(job)
                      .map(token -> sendToken(context, token, charge, repeated, false))
                      .orElseGet(
                          () -> Problems.send(context, problem(new UploadOutcome.TokenLost(id)))));
    }
    if (end instanceof CallOutcome.InDoubt(SpendId id, String _, Charge charge)) {
      return jobs.find(id)
          .compose(
              job ->
                  token(job)
                      .map(token -> sendToken(context, token, charge, repeated, true))
                      .orElseGet(() -> calls.send(context, outcome)));
    }
    return calls.send(context, outcome);
  }

  /** With where the file goes, which the seller only documents. */
  private Optional<Map<String, Object>> token(Optional<Job> job) {
    String answer = job.map(Job::answer).orElse(null);
    if (answer == null) {
      return Optional.empty();
    }
    Map<String, Object> fields = JsonMapper.shared().readValue(answer, FIELDS);
    UploadToken.read(answer, job.orElseThrow().orderedAt())
        .ifPresent(token -> fields.put("uploadUrl", store.target(token).toString()));
    return Optional.of(fields);
  }

  private static Future<Void> sendToken(
      RoutingContext context,
      Map<String, Object> token,
      Charge charge,
      boolean repeated,
      boolean inDoubt) {
    if (repeated) {
      context.response().putHeader("Idempotency-Replayed", "true");
    }
    if (inDoubt) {
      token.put("payment", "in_doubt");
    }
    CallReply.tellCost(context.response(), charge);
    // It is as good as money for a few minutes.
    context.response().putHeader("Cache-Control", "no-store");
    return JsonReply.ok(context, token);
  }
}

package dev.stipend.api;

import dev.stipend.call.CallOutcome;
import dev.stipend.call.Charge;
import dev.stipend.job.Job;
import dev.stipend.ledger.SpendId;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problems;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers a call: the seller's own body where it went well, a problem where it did not. */
final class CallReply {

  private static final int ACCEPTED = 202;

  /** What of a job is told to who waited for it while buying. */
  private static final List<String> TOLD =
      List.of("status", "progress", "completedAt", "result", "error");

  private final Links links;
  private final JobView view;

  CallReply(Links links, JobView view) {
    this.links = links;
    this.view = view;
  }

  /** The job that the client may follow; null where nothing was bought. */
  static @Nullable SpendId jobOf(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Repeated(CallOutcome first) -> jobOf(first);
      case CallOutcome.Bought bought -> bought.job();
      case CallOutcome.InDoubt doubt -> doubt.job();
      default -> null;
    };
  }

  Future<Void> send(RoutingContext context, CallOutcome outcome) {
    return send(context, outcome, null);
  }

  /** With how the job stands after the client has waited for it. */
  Future<Void> send(RoutingContext context, CallOutcome outcome, @Nullable Job waitedFor) {
    return switch (outcome) {
      case CallOutcome.Repeated(CallOutcome first) -> {
        context.response().putHeader("Idempotency-Replayed", "true");
        yield send(context, first, waitedFor);
      }
      case CallOutcome.Bought bought -> {
        HttpServerResponse response = context.response();
        tellCost(response, bought.charge());
        if (bought.transaction() != null) {
          response.putHeader("X-Payment-Transaction", bought.transaction());
        }
        yield JsonReply.ok(context, job(context, bought.job(), bought.type(), waitedFor));
      }
      case CallOutcome.InDoubt doubt -> {
        tellCost(context.response(), doubt.charge());
        // A retry could buy again; following the job cannot.
        context.response().putHeader("x-should-retry", "false");
        Map<String, Object> body = job(context, doubt.job(), doubt.type(), waitedFor);
        body.put("payment", "in_doubt");
        body.put(
            "help",
            "The payment's outcome is being found out. Follow the job; do not send this again.");
        yield JsonReply.send(context, ACCEPTED, body);
      }
      case CallOutcome.Quoted quoted -> {
        warn(context.response(), quoted.checked().warnings());
        yield JsonReply.ok(context, quote(quoted));
      }
      case CallOutcome.UnknownModel _,
          CallOutcome.UnknownOperation _,
          CallOutcome.ModelNotAllowed _,
          CallOutcome.BadBody _,
          CallOutcome.TooManyCalls _,
          CallOutcome.SellerRefused _,
          CallOutcome.RouteGone _,
          CallOutcome.SellerUnavailable _,
          CallOutcome.OfferRefused _,
          CallOutcome.TooDear _,
          CallOutcome.TooManyJobs _,
          CallOutcome.OverLimit _,
          CallOutcome.Stopped _,
          CallOutcome.OverCeiling _,
          CallOutcome.TreasuryShort _,
          CallOutcome.SignerUnavailable _,
          CallOutcome.BooksUnavailable _,
          CallOutcome.PaymentRefused _,
          CallOutcome.IdReused _,
          CallOutcome.InProgress _ ->
          Problems.send(context, CallProblems.of(outcome));
    };
  }

  private Map<String, Object> job(
      RoutingContext context, SpendId job, String type, @Nullable Job waitedFor) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("success", true);
    body.put("jobId", job.value());
    body.put("status", "pending");
    body.put("type", type);
    body.put("pollUrl", links.job(context, job));
    if (waitedFor != null) {
      Map<String, Object> now = view.json(context, waitedFor);
      TOLD.stream().filter(now::containsKey).forEach(name -> body.put(name, now.get(name)));
    }
    return body;
  }

  private static Map<String, Object> quote(CallOutcome.Quoted quoted) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", quoted.checked().operation().model());
    body.put("operation", quoted.checked().operation().name());
    body.put("price", quoted.price().toDollars());
    body.put("currency", "USD");
    body.put("priceInputs", quoted.checked().priceInputs());
    return body;
  }

  /** What it cost, and what is left under the limit that has least left. */
  private static void tellCost(HttpServerResponse response, Charge charge) {
    response.putHeader("X-Cost-Usd", charge.amount().toDollars());
    charge
        .room()
        .ifPresent(
            room -> {
              response.putHeader("X-Budget-Limit-Usd", room.amount().toDollars());
              response.putHeader("X-Budget-Remaining-Usd", room.left().toDollars());
              response.putHeader("X-Budget-Name", room.limit());
            });
    warn(response, charge.warnings());
  }

  private static void warn(HttpServerResponse response, List<String> warnings) {
    if (!warnings.isEmpty()) {
      response.putHeader("X-Stipend-Warning", warnings);
    }
  }
}

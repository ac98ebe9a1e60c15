package dev.stipend.api;

import dev.stipend.call.CallOutcome;
import dev.stipend.call.Charge;
import dev.stipend.call.Room;
import dev.stipend.job.Job;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.upload.AttachedOutcome;
import dev.stipend.upload.SpooledFile;
import dev.stipend.upload.UploadOutcome;
import dev.stipend.upload.UploadOutcome.Uploaded;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problems;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
  static @Nullable SpendId jobOf(AttachedOutcome outcome) {
    return switch (outcome) {
      case AttachedOutcome.Called(CallOutcome call, List<Uploaded> _) -> jobOf(call);
      case AttachedOutcome.NotStored _ -> null;
    };
  }

  private static @Nullable SpendId jobOf(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Repeated(CallOutcome first) -> jobOf(first);
      case CallOutcome.Bought bought -> bought.job();
      case CallOutcome.InDoubt doubt -> doubt.job();
      default -> null;
    };
  }

  Future<Void> send(RoutingContext context, CallOutcome outcome) {
    return send(context, outcome, List.of(), null);
  }

  /** With how the job stands after the client has waited for it, where it did. */
  Future<Void> send(RoutingContext context, AttachedOutcome outcome, @Nullable Job waitedFor) {
    return switch (outcome) {
      case AttachedOutcome.Called(CallOutcome call, List<Uploaded> stored) ->
          send(context, call, stored, waitedFor);
      case AttachedOutcome.NotStored(SpooledFile _, UploadOutcome why) ->
          Problems.send(context, UploadReply.notStored(why));
    };
  }

  private Future<Void> send(
      RoutingContext context, CallOutcome outcome, List<Uploaded> stored, @Nullable Job waitedFor) {
    return switch (outcome) {
      case CallOutcome.Repeated(CallOutcome first) -> {
        context.response().putHeader("Idempotency-Replayed", "true");
        yield send(context, first, stored, waitedFor);
      }
      case CallOutcome.Bought bought -> {
        HttpServerResponse response = context.response();
        tellCost(response, bought.charge());
        if (bought.transaction() != null) {
          response.putHeader("X-Payment-Transaction", bought.transaction());
        }
        Map<String, Object> body = job(context, bought.job(), bought.type(), waitedFor);
        tellFiles(response, body, bought.charge(), stored);
        yield JsonReply.ok(context, body);
      }
      case CallOutcome.InDoubt doubt -> {
        tellCost(context.response(), doubt.charge());
        // A retry could buy again; following the job cannot.
        context.response().putHeader("x-should-retry", "false");
        Map<String, Object> body = job(context, doubt.job(), doubt.type(), waitedFor);
        tellFiles(context.response(), body, doubt.charge(), stored);
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
          CallOutcome.NotForSale _,
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

  /** What each file cost, and what all came to: they are payments of their own. */
  private static void tellFiles(
      HttpServerResponse response, Map<String, Object> body, Charge charge, List<Uploaded> stored) {
    if (stored.isEmpty()) {
      return;
    }
    Money files =
        stored.stream()
            .flatMap(one -> one.charge().stream())
            .map(Charge::amount)
            .reduce(Money.ZERO, Money::plus);
    Money all = charge.amount().plus(files);
    body.put("uploads", stored.stream().map(UploadReply::json).toList());
    body.put("cost", charge.amount().toDollars());
    body.put("uploadCost", files.toDollars());
    body.put("totalCost", all.toDollars());
    // Who was reserved last knows best what is left.
    Stream.concat(Stream.of(charge), stored.stream().flatMap(one -> one.charge().stream()))
        .flatMap(each -> each.room().stream())
        .min(Comparator.comparing(Room::left))
        .ifPresent(room -> tellRoom(response, room));
    response
        .putHeader("X-Cost-Usd", all.toDollars())
        .putHeader("X-Upload-Cost-Usd", files.toDollars());
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
  static void tellCost(HttpServerResponse response, Charge charge) {
    response.putHeader("X-Cost-Usd", charge.amount().toDollars());
    charge.room().ifPresent(room -> tellRoom(response, room));
    warn(response, charge.warnings());
  }

  private static void tellRoom(HttpServerResponse response, Room room) {
    response.putHeader("X-Budget-Limit-Usd", room.amount().toDollars());
    response.putHeader("X-Budget-Remaining-Usd", room.left().toDollars());
    response.putHeader("X-Budget-Name", room.limit());
  }

  private static void warn(HttpServerResponse response, List<String> warnings) {
    if (!warnings.isEmpty()) {
      response.putHeader("X-Stipend-Warning", warnings);
    }
  }
}

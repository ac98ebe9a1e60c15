package dev.stipend.admin;

import dev.stipend.budget.Stop;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.treasury.CancelOutcome;
import dev.stipend.treasury.Doubts;
import dev.stipend.treasury.Ruling;
import dev.stipend.treasury.RulingOutcome;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /admin/doubt}: payments whose end is not known, and what operators say of them. */
final class DoubtRoute {

  private final Doubts doubts;
  private final BodyReader bodies;
  private final InstantSource clock;

  DoubtRoute(Doubts doubts, BodyReader bodies, InstantSource clock) {
    this.doubts = doubts;
    this.bodies = bodies;
    this.clock = clock;
  }

  Future<Void> list(RoutingContext context) {
    Listing.only(context, "limit");
    Instant now = clock.instant();
    return doubts
        .open(Listing.limit(context))
        .compose(
            open ->
                JsonReply.ok(
                    context,
                    Listing.json(open.stream().map(spend -> json(spend, now)).toList(), null)));
  }

  Future<Void> rule(RoutingContext context) {
    String by = Authentication.caller(context).apiKey().id().value();
    String id = context.pathParam("spend");
    return bodies
        .readJson(context)
        .map(DoubtRoute::wish)
        .compose(
            wish ->
                SpendId.isOne(id)
                    ? doubts.rule(new SpendId(id), wish.ruling(), by, wish.reason())
                    : Future.succeededFuture(new RulingOutcome.UnknownSpend()))
        .compose(outcome -> answer(context, id, outcome));
  }

  /** Answered before the chain knows: 202. */
  Future<Void> cancel(RoutingContext context) {
    String by = Authentication.caller(context).apiKey().id().value();
    String id = context.pathParam("spend");
    return bodies
        .readJson(context)
        .map(DoubtRoute::reason)
        .compose(
            reason ->
                SpendId.isOne(id)
                    ? doubts.cancel(new SpendId(id), by, reason)
                    : Future.succeededFuture(new CancelOutcome.UnknownSpend()))
        .compose(
            outcome ->
                switch (outcome) {
                  case CancelOutcome.Sent(String transaction) ->
                      JsonReply.send(context, 202, Map.of("id", id, "cancellation", transaction));
                  case CancelOutcome.MaybeSent(String transaction) ->
                      JsonReply.send(context, 202, maybe(id, transaction));
                  case CancelOutcome.UnknownSpend _ -> throw unknown();
                  case CancelOutcome.Refused(String why) ->
                      throw new ProblemException(
                          Problem.of(
                              ProblemCode.DECISION_REFUSED,
                              "This cannot be revoked now: " + why + "."));
                });
  }

  private static Map<String, Object> maybe(String id, String transaction) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("cancellation", transaction);
    json.put(
        "warning",
        "It may have been sent: "
            + transaction
            + ". No answer came, so look for this transaction before it is tried again.");
    return json;
  }

  private static ProblemException unknown() {
    return new ProblemException(
        Problem.of(ProblemCode.NOT_FOUND, "There is no such spend.")
            .help("GET /admin/doubt lists what is to be decided."));
  }

  private static String reason(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<String> reason = fields.required("reason", "the seller is gone", Stop::reason);
    fields.check();
    return reason.orElseThrow();
  }

  private static Future<Void> answer(RoutingContext context, String id, RulingOutcome outcome) {
    return switch (outcome) {
      case RulingOutcome.Done _ -> JsonReply.ok(context, Map.of("id", id, "decided", true));
      case RulingOutcome.UnknownSpend _ -> throw unknown();
      case RulingOutcome.Refused(String why) ->
          throw new ProblemException(
              Problem.of(ProblemCode.DECISION_REFUSED, "This cannot be decided so: " + why + "."));
    };
  }

  private static Wish wish(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<String> outcome = fields.required("outcome", "voided", DoubtRoute::outcome);
    Optional<String> transaction =
        fields.optional("transaction", "0x and 64 digits", DoubtRoute::transaction);
    Optional<String> reason =
        fields.required("reason", "the seller's statement of May", Stop::reason);
    boolean isVoid = outcome.map(text -> text.equals("voided")).orElse(false);
    if (isVoid && transaction.isPresent()) {
      fields.error("transaction", "does not go with voided", "Leave it out.");
    }
    fields.check();
    Ruling ruling = isVoid ? new Ruling.Voided() : new Ruling.Settled(transaction.orElse(""));
    return new Wish(ruling, reason.orElseThrow());
  }

  private static String outcome(String text) {
    if (!text.equals("settled") && !text.equals("voided")) {
      throw new IllegalArgumentException("an outcome is settled or voided");
    }
    return text;
  }

  static String transaction(String text) {
    if (!text.matches("0x[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException("a transaction is 0x and 64 hexadecimal digits");
    }
    return text;
  }

  private static Map<String, Object> json(Spend spend, Instant now) {
    Map<String, Object> json = new LinkedHashMap<>(BooksRoute.json(spend));
    json.put("ageSeconds", Math.max(0, Duration.between(spend.reservedAt(), now).toSeconds()));
    Spend.Cheque cheque = spend.cheque();
    if (cheque != null) {
      json.put("authorizedAt", Instant.ofEpochSecond(cheque.authorizedAt()).toString());
      json.put("expiresAt", Instant.ofEpochSecond(cheque.validBefore()).toString());
      json.put("expired", cheque.validBefore() <= now.getEpochSecond());
    }
    return json;
  }

  private record Wish(Ruling ruling, String reason) {}
}

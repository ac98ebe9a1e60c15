package dev.stipend.admin;

import dev.stipend.budget.Budgets;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitEvent;
import dev.stipend.budget.Raise;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code /admin/limits/raises}, and {@code /admin/events}: what became of limits over time. */
final class RaisesRoute {

  private final Budgets budgets;
  private final BodyReader bodies;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  RaisesRoute(Budgets budgets, BodyReader bodies, InstantSource clock) {
    this.budgets = budgets;
    this.bodies = bodies;
    this.clock = clock;
  }

  Future<Void> create(RoutingContext context) {
    ApiKeyId by = Authentication.caller(context).apiKey().id();
    return bodies
        .readJson(context)
        .map(body -> raise(body, by))
        .compose(
            raise ->
                budgets
                    .raise(raise)
                    .compose(
                        known -> {
                          if (!known) {
                            throw new ProblemException(
                                Problem.of(
                                        ProblemCode.INVALID_BODY,
                                        "There is no limit " + raise.limitId() + ".")
                                    .param("limit")
                                    .help("GET /admin/limits lists those there are."));
                          }
                          return JsonReply.send(context, 201, json(raise));
                        }));
  }

  Future<Void> list(RoutingContext context) {
    return budgets
        .raises()
        .compose(
            raises ->
                JsonReply.ok(
                    context, Listing.json(raises.stream().map(RaisesRoute::json).toList(), null)));
  }

  /** Thresholds that were reached, oldest first. */
  Future<Void> events(RoutingContext context) {
    Listing.only(context, "limit", "after");
    String after = Listing.parameter(context, "after", BooksRoute::rowId);
    return budgets
        .events(Listing.limit(context), after)
        .compose(page -> JsonReply.ok(context, Listing.json(page, RaisesRoute::json)));
  }

  private Raise raise(byte[] body, ApiKeyId by) {
    Instant now = clock.instant();
    Fields fields = Fields.of(body);
    Optional<String> limit = fields.required("limit", "team:design/month", RaisesRoute::limitId);
    Optional<Money> amount = fields.required("amount", "5.00", RaisesRoute::amount);
    Optional<Instant> until =
        fields.required("until", "2026-12-01T00:00:00Z", text -> until(text, now));
    Optional<String> reason = fields.required("reason", "launch week", RaisesRoute::reason);
    fields.check();
    return new Raise(
        "raise_" + SpendId.make(now, random),
        limit.orElseThrow(),
        amount.orElseThrow(),
        until.orElseThrow(),
        reason.orElseThrow(),
        by);
  }

  private static String limitId(String text) {
    Limit.scopeOf(text);
    return text;
  }

  private static Money amount(String text) {
    Money amount = Money.parseDollars(text);
    if (amount.isZero()) {
      throw new IllegalArgumentException("a raise adds something");
    }
    return amount;
  }

  private static Instant until(String text, Instant now) {
    Instant until = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    if (!until.isAfter(now)) {
      throw new IllegalArgumentException("a raise ends in the future");
    }
    return until;
  }

  private static String reason(String text) {
    if (text.isBlank() || text.length() > 200 || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a reason is one line of 1 to 200 characters");
    }
    return text.strip();
  }

  private static Map<String, Object> json(Raise raise) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", raise.id());
    json.put("limit", raise.limitId());
    json.put("amount", raise.amount().toDollars());
    json.put("until", raise.until().toString());
    json.put("reason", raise.reason());
    json.put("by", raise.by().value());
    return json;
  }

  private static Map<String, Object> json(LimitEvent event) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", event.id());
    json.put("type", "threshold");
    json.put("at", event.at().toString());
    json.put("limit", event.limitId());
    json.put("windowId", event.windowId());
    json.put("threshold", event.threshold());
    json.put("amount", event.amount().toDollars());
    json.put("used", event.used().toDollars());
    json.put("spend", event.spend());
    return json;
  }
}

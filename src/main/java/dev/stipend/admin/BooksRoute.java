package dev.stipend.admin;

import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.LedgerRow;
import dev.stipend.ledger.MonthTotal;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /admin/spends} and {@code /admin/ledger}: the books, read. */
final class BooksRoute {

  private final Ledger ledger;
  private final InstantSource clock;

  BooksRoute(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  Future<Void> spends(RoutingContext context) {
    Listing.only(context, "team", "limit", "after");
    TeamId team = Listing.parameter(context, "team", TeamId::new);
    String after = Listing.parameter(context, "after", text -> place(text, team));
    return ledger
        .spends(team, Listing.limit(context), after)
        .compose(page -> JsonReply.ok(context, Listing.json(page, BooksRoute::json)));
  }

  Future<Void> spend(RoutingContext context) {
    String id = context.pathParam("id");
    Future<Optional<Spend>> found =
        SpendId.isOne(id)
            ? ledger.findSpend(new SpendId(id))
            : Future.succeededFuture(Optional.empty());
    return found.compose(
        spend ->
            JsonReply.ok(
                context,
                json(
                    spend.orElseThrow(
                        () ->
                            new ProblemException(
                                Problem.of(ProblemCode.NOT_FOUND, "There is no such spend.")
                                    .help("GET /admin/spends lists those there are."))))));
  }

  /** One month of rows, this one unless another is asked for. */
  Future<Void> rows(RoutingContext context) {
    Listing.only(context, "month", "limit", "after");
    String after = Listing.parameter(context, "after", BooksRoute::rowId);
    return ledger
        .rows(month(context), Listing.limit(context), after)
        .compose(page -> JsonReply.ok(context, Listing.json(page, LedgerRow::fields)));
  }

  /** What a month came to. */
  Future<Void> totals(RoutingContext context) {
    Listing.only(context, "month", "team");
    TeamId team = Listing.parameter(context, "team", TeamId::new);
    return ledger
        .totals(month(context), team)
        .compose(
            totals ->
                JsonReply.ok(
                    context, Listing.json(totals.stream().map(BooksRoute::json).toList(), null)));
  }

  private YearMonth month(RoutingContext context) {
    YearMonth asked = Listing.parameter(context, "month", BooksRoute::month);
    return asked == null ? YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)) : asked;
  }

  private static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a month looks like 2026-10", e);
    }
  }

  /** As many of a team's spends are left, or the row behind which those of all teams go on. */
  private static String place(String text, @Nullable TeamId team) {
    String at = team == null ? "[0-9]{1,18}-[0-9]{1,18}" : "[0-9]{1,15}";
    if (!text.matches("20[0-9]{2}-(0[1-9]|1[0-2])\\." + at)) {
      throw new IllegalArgumentException("it is the next of an earlier answer");
    }
    return text;
  }

  static String rowId(String text) {
    if (!text.matches("[0-9]{1,19}-[0-9]{1,19}")) {
      throw new IllegalArgumentException("it is the next of an earlier answer");
    }
    return text;
  }

  static Map<String, Object> json(Spend spend) {
    Order order = spend.order();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", order.id().value());
    json.put("team", order.team().value());
    json.put("costCentre", order.costCentre());
    json.put("apiKey", order.apiKey().value());
    json.put("model", order.model());
    json.put("operation", order.operation());
    json.put("priceInputs", order.priceInputs());
    json.put("amount", spend.amount().toDollars());
    json.put("state", spend.state().text());
    json.put("reason", spend.reason());
    json.put("reservedAt", spend.reservedAt().toString());
    json.put("endedAt", spend.endedAt() == null ? null : spend.endedAt().toString());
    json.put("requestId", order.requestId());
    if (order.idempotencyId() != null) {
      json.put("idempotencyId", order.idempotencyId());
    }
    json.put("transaction", spend.transaction());
    Spend.Confirmation confirmation = spend.confirmation();
    if (confirmation != null) {
      json.put("block", confirmation.block());
      json.put("confirmedAt", confirmation.at().toString());
    }
    Spend.Cheque cheque = spend.cheque();
    if (cheque != null) {
      json.put("network", cheque.network());
      json.put("payer", cheque.payer());
      json.put("payee", cheque.payee());
      json.put("nonce", cheque.nonce());
      json.put("validBefore", cheque.validBefore());
    }
    return json;
  }

  private static Map<String, Object> json(MonthTotal total) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("account", total.account());
    json.put("team", total.team().value());
    json.put("costCentre", total.costCentre());
    json.put("apiKey", total.apiKey().value());
    json.put("class", total.modelClass());
    json.put("model", total.model());
    json.put("operation", total.operation());
    json.put("amount", total.amount().toDollars());
    json.put("calls", total.calls());
    return json;
  }
}

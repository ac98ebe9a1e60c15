package dev.stipend.admin;

import dev.stipend.budget.Stop;
import dev.stipend.money.Money;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Outflow;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.treasury.TreasuryWatch.Standing;
import dev.stipend.web.JsonReply;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /admin/treasury}: the wallet, and what the books say of its money. */
final class TreasuryRoute {

  private final TreasuryWatch watch;
  private final @Nullable Chain chain;
  private final Address wallet;
  private final String network;

  TreasuryRoute(TreasuryWatch watch, @Nullable Chain chain, Address wallet, String network) {
    this.watch = watch;
    this.chain = chain;
    this.wallet = wallet;
    this.network = network;
  }

  Future<Void> answer(RoutingContext context) {
    return watch
        .look()
        .compose(standing -> onChain().map(balance -> json(standing, balance)))
        .compose(json -> JsonReply.ok(context, json));
  }

  /** The books are told even when the chain does not answer. */
  private Future<@Nullable Money> onChain() {
    return chain == null
        ? Future.succeededFuture()
        : chain.balanceOf(wallet).<@Nullable Money>map(balance -> balance).otherwiseEmpty();
  }

  private Map<String, Object> json(Standing standing, @Nullable Money balance) {
    Map<String, Long> books = standing.balances();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", network);
    json.put("address", wallet.checksummed());
    json.put("free", dollars(Accounts.free(books)));
    json.put("held", dollars(Accounts.held(books)));
    json.put("inDoubt", dollars(Accounts.inDoubt(books)));
    json.put("spent", dollars(Accounts.spent(books)));
    json.put("funded", dollars(Accounts.funded(books)));
    json.put("onChain", balance == null ? null : balance.toDollars());
    json.put("difference", balance == null ? null : signed(Accounts.beyondBooks(books, balance)));
    json.put("floor", dollars(standing.bounds().floor()));
    json.put("belowFloor", standing.isBelowFloor());
    json.put("outflow", outflow(standing));
    json.put("runwayHours", standing.runwayHours() < 0 ? null : standing.runwayHours());
    json.put("paused", standing.isPaused());
    json.put("stops", standing.stops().stream().map(TreasuryRoute::json).toList());
    return json;
  }

  /** What flowed out, and how much may. */
  private static Map<String, Object> outflow(Standing standing) {
    Outflow.Rates rates = standing.rates();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("thisHour", rates.thisHour().toDollars());
    json.put("maxPerHour", dollars(standing.bounds().ceilings().perHour()));
    json.put("thisDay", rates.thisDay().toDollars());
    json.put("maxPerDay", dollars(standing.bounds().ceilings().perDay()));
    json.put("lastDay", rates.lastDay().toDollars());
    json.put("lastWeek", rates.lastWeek().toDollars());
    return json;
  }

  static Map<String, Object> json(Stop stop) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", stop.target().text());
    json.put("by", stop.by());
    json.put("since", stop.since().toString());
    json.put("reason", stop.reason());
    return json;
  }

  private static @Nullable String dollars(Optional<Money> amount) {
    return amount.map(Money::toDollars).orElse(null);
  }

  private static String signed(long micros) {
    return micros < 0 ? "-" + dollars(-micros) : dollars(micros);
  }

  private static String dollars(long micros) {
    return Money.ofMicros(micros).toDollars();
  }
}

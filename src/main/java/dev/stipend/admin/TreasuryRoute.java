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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /admin/treasury}: the wallets, and what the books say of its money. */
final class TreasuryRoute {

  private final TreasuryWatch watch;
  private final @Nullable Chain chain;
  private final List<Address> wallets;
  private final String network;

  /**
   * Tells of these wallets.
   *
   * @param wallets the one that pays, and those that paid before
   */
  TreasuryRoute(TreasuryWatch watch, @Nullable Chain chain, List<Address> wallets, String network) {
    this.watch = watch;
    this.chain = chain;
    this.wallets = List.copyOf(wallets);
    this.network = network;
  }

  Future<Void> answer(RoutingContext context) {
    return watch
        .look()
        .compose(standing -> onChain().map(balances -> json(standing, balances)))
        .compose(json -> JsonReply.ok(context, json));
  }

  /** The books are told even when the chain does not answer; then there are no balances. */
  private Future<List<Money>> onChain() {
    if (chain == null) {
      return Future.succeededFuture(List.of());
    }
    List<Future<Money>> balances = wallets.stream().map(chain::balanceOf).toList();
    return Future.all(balances)
        .map(all -> balances.stream().map(Future::result).toList())
        .otherwise(List.of());
  }

  private Map<String, Object> json(Standing standing, List<Money> balances) {
    Map<String, Long> books = standing.balances();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", network);
    json.put("address", wallets.getFirst().checksummed());
    json.put("free", dollars(Accounts.free(books)));
    json.put("held", dollars(Accounts.held(books)));
    json.put("inDoubt", dollars(Accounts.inDoubt(books)));
    json.put("spent", dollars(Accounts.spent(books)));
    json.put("unexplained", dollars(Accounts.unexplained(books)));
    json.put("funded", dollars(Accounts.funded(books)));
    json.put("onChain", dollarsOf(balances, 0));
    json.put("former", former(balances));
    json.put(
        "difference",
        balances.isEmpty()
            ? null
            : dollars(
                Accounts.beyondBooks(books, balances.stream().reduce(Money.ZERO, Money::plus))));
    json.put("floor", dollars(standing.bounds().floor()));
    json.put("belowFloor", standing.isBelowFloor());
    json.put("outflow", outflow(standing));
    json.put("runwayHours", standing.runwayHours() < 0 ? null : standing.runwayHours());
    json.put("paused", standing.isPaused());
    json.put("stops", standing.stops().stream().map(TreasuryRoute::json).toList());
    return json;
  }

  /** The books are about the money of all wallets. */
  private List<Map<String, Object>> former(List<Money> balances) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (int i = 1; i < wallets.size(); i++) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("address", wallets.get(i).checksummed());
      json.put("onChain", dollarsOf(balances, i));
      all.add(json);
    }
    return all;
  }

  private static @Nullable String dollarsOf(List<Money> balances, int index) {
    return balances.isEmpty() ? null : balances.get(index).toDollars();
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

  private static String dollars(long micros) {
    return Accounts.dollars(micros);
  }
}

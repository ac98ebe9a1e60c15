package dev.stipend.admin;

import dev.stipend.ledger.Ledger;
import dev.stipend.money.Money;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.Chain;
import dev.stipend.web.JsonReply;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /admin/treasury}: the wallet, and what the books say of its money. */
final class TreasuryRoute {

  private final Ledger ledger;
  private final @Nullable Chain chain;
  private final Address wallet;
  private final String network;

  TreasuryRoute(Ledger ledger, @Nullable Chain chain, Address wallet, String network) {
    this.ledger = ledger;
    this.chain = chain;
    this.wallet = wallet;
    this.network = network;
  }

  Future<Void> answer(RoutingContext context) {
    return ledger
        .balances()
        .compose(books -> onChain().map(balance -> json(books, balance)))
        .compose(json -> JsonReply.ok(context, json));
  }

  /** The books are told even when the chain does not answer. */
  private Future<@Nullable Money> onChain() {
    return chain == null
        ? Future.succeededFuture()
        : chain.balanceOf(wallet).<@Nullable Money>map(balance -> balance).otherwiseEmpty();
  }

  private Map<String, Object> json(Map<String, Long> books, @Nullable Money balance) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("network", network);
    json.put("address", wallet.checksummed());
    json.put("free", dollars(Accounts.free(books)));
    json.put("held", dollars(Accounts.held(books)));
    json.put("inDoubt", dollars(Accounts.inDoubt(books)));
    json.put("spent", dollars(Accounts.spent(books)));
    json.put("unexplained", dollars(Accounts.unexplained(books)));
    json.put("funded", dollars(Accounts.funded(books)));
    json.put("onChain", balance == null ? null : balance.toDollars());
    json.put("difference", balance == null ? null : dollars(Accounts.beyondBooks(books, balance)));
    return json;
  }

  private static String dollars(long micros) {
    return ReconciliationRoute.dollars(micros);
  }
}

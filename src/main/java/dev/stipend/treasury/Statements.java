package dev.stipend.treasury;

import dev.stipend.ledger.Ledger;
import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Draws up statements of the company's wallets. */
public final class Statements {

  private final Ledger ledger;
  private final ReconciliationBooks books;
  private final Chain chain;
  private final List<Address> wallets;

  public Statements(Ledger ledger, ReconciliationBooks books, Chain chain, List<Address> wallets) {
    this.ledger = ledger;
    this.books = books;
    this.chain = chain;
    this.wallets = wallets.stream().distinct().toList();
  }

  /** As of the newest safe block; the books are told even when the chain does not answer. */
  public Future<Statement> now() {
    var seen =
        chain
            .head(Finality.SAFE)
            .compose(
                safe ->
                    inWallets(safe.number())
                        .map(balance -> Optional.of(new Statement.Seen(safe.number(), balance))))
            .otherwise(Optional.empty());
    var balances = ledger.balances();
    var provisional = books.provisional();
    var opening = books.opening();
    return Future.all(balances, provisional, opening, seen)
        .map(
            all ->
                new Statement(
                    wallets,
                    opening.result().orElse(null),
                    balances.result(),
                    provisional.result(),
                    seen.result().orElse(null)));
  }

  private Future<Money> inWallets(long block) {
    List<Future<Money>> balances =
        wallets.stream().map(wallet -> chain.balanceOf(wallet, block)).toList();
    return Future.all(balances)
        .map(all -> balances.stream().map(Future::result).reduce(Money.ZERO, Money::plus));
  }
}

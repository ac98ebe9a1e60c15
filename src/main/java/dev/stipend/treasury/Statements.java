package dev.stipend.treasury;

import dev.stipend.ledger.Ledger;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.util.Optional;

/** Draws up statements of one wallet. */
public final class Statements {

  private final Ledger ledger;
  private final ReconciliationBooks books;
  private final Chain chain;
  private final Address wallet;

  public Statements(Ledger ledger, ReconciliationBooks books, Chain chain, Address wallet) {
    this.ledger = ledger;
    this.books = books;
    this.chain = chain;
    this.wallet = wallet;
  }

  /** As of the newest safe block; the books are told even when the chain does not answer. */
  public Future<Statement> now() {
    var seen =
        chain
            .head(Finality.SAFE)
            .compose(
                safe ->
                    chain
                        .balanceOf(wallet, safe.number())
                        .map(balance -> Optional.of(new Statement.Seen(safe.number(), balance))))
            .otherwise(Optional.empty());
    var balances = ledger.balances();
    var provisional = books.provisional();
    var opening = books.opening();
    return Future.all(balances, provisional, opening, seen)
        .map(
            all ->
                new Statement(
                    wallet,
                    opening.result().orElse(null),
                    balances.result(),
                    provisional.result(),
                    seen.result().orElse(null)));
  }
}

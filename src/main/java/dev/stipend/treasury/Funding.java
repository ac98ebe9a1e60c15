package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books money that reached the treasury from outside: the transfers to the wallet that the token
 * reports in blocks the chain calls safe, each once.
 *
 * <p>A balance is no evidence. The wallet holding more than the books say has many causes besides
 * money that came in: a node that has not seen our last payments, a receipt for a transfer that
 * never happened, a block that is undone a moment later. Booked as funding, each would become money
 * that does not exist. Only the first balance is taken over, as of a safe block, because the books
 * must begin somewhere; every later deposit has a transaction, a block and a sender.
 *
 * <p>Behind one endpoint there may be many nodes, and one that lags answers a search with silence
 * instead of an error. So the last blocks are searched again at every beat; what was booked before
 * is known by its id.
 */
public final class Funding {

  /** Searches of one beat: at two thousand blocks each, more than a day of Base. */
  static final int SEARCHES_MAX = 25;

  /** Ten minutes of Base, longer than a node lags that an endpoint still asks. */
  static final long BLOCKS_AGAIN = 300;

  private static final Logger LOG = LoggerFactory.getLogger(Funding.class);

  private final FundingBooks books;
  private final Chain chain;
  private final Address paying;

  /** The one that pays and those that paid before: what one sends another came from nowhere. */
  private final List<Address> wallets;

  private final SearchedTo searchedTo = new SearchedTo();

  public Funding(FundingBooks books, Chain chain, Address paying) {
    this(books, chain, paying, List.of());
  }

  /**
   * Books what reaches any of the company's wallets.
   *
   * @param former those that paid before; money that was theirs when the books were opened is in
   *     the books, and stays there when it is sent to the one that pays
   */
  public Funding(FundingBooks books, Chain chain, Address paying, List<Address> former) {
    this.books = books;
    this.chain = chain;
    this.paying = paying;
    this.wallets = Stream.concat(Stream.of(paying), former.stream()).distinct().toList();
  }

  /** Answers what was booked just now, zero if nothing came in. */
  public Future<Money> bookNew() {
    return chain
        .head(Finality.SAFE)
        .compose(
            safe ->
                books
                    .search()
                    .compose(
                        found ->
                            found
                                .map(search -> book(search.by(wallets), safe.number()))
                                .orElseGet(() -> open(safe.number()))));
  }

  private Future<Money> open(long safe) {
    List<Future<Money>> balances =
        wallets.stream().map(wallet -> chain.balanceOf(wallet, safe)).toList();
    return Future.all(balances)
        .map(all -> balances.stream().map(Future::result).reduce(Money.ZERO, Money::plus))
        .compose(balance -> books.open(paying, balance, safe))
        .onSuccess(
            booked ->
                LOG.atInfo()
                    .addKeyValue("amount", booked.toDollars())
                    .addKeyValue("block", safe)
                    .log("books opened"));
  }

  /** New blocks first, so that a slow endpoint cannot keep the search on the spot. */
  private Future<Money> book(FundingSearch search, long safe) {
    long searched = searchedTo.within(search.searched(), safe);
    long again = Math.max(search.opened(), searched - BLOCKS_AGAIN) + 1;
    return book(searched + 1, safe, new Progress(SEARCHES_MAX, Money.ZERO))
        .compose(progress -> book(again, Math.min(searched, safe), progress))
        .map(Progress::booked);
  }

  private Future<Progress> book(long first, long last, Progress progress) {
    if (first > last || progress.searchesLeft() == 0) {
      return Future.succeededFuture(progress);
    }
    return arrivals(first, last)
        .compose(
            arrivals ->
                books
                    .fund(fromOthers(arrivals.deposits()), first, arrivals.searchedTo())
                    .compose(
                        booked ->
                            book(
                                arrivals.searchedTo() + 1,
                                last,
                                progress.after(tell(booked, arrivals.searchedTo())))));
  }

  /** As far as all of the searches came. */
  private Future<Arrivals> arrivals(long first, long last) {
    List<Future<Arrivals>> searches =
        wallets.stream().map(wallet -> chain.arrivals(wallet, first, last)).toList();
    return Future.all(searches)
        .map(
            all -> {
              List<Arrivals> found = searches.stream().map(Future::result).toList();
              long searchedTo = found.stream().mapToLong(Arrivals::searchedTo).min().orElseThrow();
              return new Arrivals(
                  found.stream()
                      .flatMap(arrivals -> arrivals.deposits().stream())
                      .filter(deposit -> deposit.block() <= searchedTo)
                      .toList(),
                  searchedTo);
            });
  }

  /** Whoever pays himself has no more than before, and transfers of nothing are common as spam. */
  private List<Deposit> fromOthers(List<Deposit> deposits) {
    return deposits.stream()
        .filter(deposit -> !wallets.contains(deposit.sender()) && !deposit.amount().isZero())
        .toList();
  }

  private static Money tell(Money booked, long block) {
    if (!booked.isZero()) {
      LOG.atInfo()
          .addKeyValue("amount", booked.toDollars())
          .addKeyValue("block", block)
          .log("funding booked");
    }
    return booked;
  }

  private record Progress(int searchesLeft, Money booked) {

    Progress after(Money more) {
      return new Progress(searchesLeft - 1, booked.plus(more));
    }
  }
}

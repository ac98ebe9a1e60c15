package dev.stipend.treasury;

import dev.stipend.budget.Calendar;
import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.Directory;
import dev.stipend.team.Team;
import dev.stipend.treasury.ReconciliationBooks.Found;
import dev.stipend.treasury.ReconciliationBooks.Searched;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Holds what left the wallet against the books: the transfers that the token reports in blocks the
 * chain calls safe. Each is met by its nonce, which names its spend even where the books have
 * forgotten it. What is confirmed, rebuilt or unexplained is for {@link ReconciliationBooks} to
 * decide, in one step for each transfer.
 *
 * <p>Behind one endpoint there may be many nodes, and one that lags answers a search with silence
 * instead of an error. So the last blocks are searched again now and then; what was met before is
 * known.
 */
public final class Reconciliation {

  /** Searches of one beat: at two thousand blocks each, more than a day of Base. */
  static final int SEARCHES_MAX = 25;

  /** Ten minutes of Base, longer than a node lags that an endpoint still asks. */
  static final long BLOCKS_AGAIN = 300;

  /** Every fifth minute: what was met before costs as much as what is new. */
  static final int BEATS_BETWEEN = 20;

  /** Transfers of one step, which holds up all others for as long as it takes. */
  static final int TRANSFERS_AT_ONCE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final ReconciliationBooks books;
  private final FundingBooks funding;
  private final Chain chain;
  private final List<Address> wallets;
  private final Tracing tracing;
  private final Directory teams;
  private final Ledger ledger;
  private final SpendEnds ends;
  private final Receipts receipts;
  private final AtomicInteger beats = new AtomicInteger();

  /** Reconciles all wallets of the company: their money is in one treasury. */
  public Reconciliation(
      Sources sources, Chain chain, Purse purse, Calendar organisation, InstantSource clock) {
    this.books = sources.books();
    this.funding = sources.funding();
    this.chain = chain;
    this.wallets = purse.wallets();
    this.tracing = new Tracing(purse.tags(), purse.token(), organisation);
    this.teams = sources.teams();
    this.ledger = sources.ledger();
    this.ends = sources.ends();
    this.receipts =
        new Receipts(books, ledger, teams, organisation, new ChainEvidence(chain, clock), clock);
  }

  /** Goes on where the last search ended, and looks after what should have been found by now. */
  public Future<Reconciled> goOn() {
    Future<Reconciled> searched = tellRestored().compose(told -> searchOn());
    // Receipts are judged by evidence of their own, whether or not there was an answer here.
    return searched.transform(ended -> receipts.lookAfterOverdue(this).compose(done -> searched));
  }

  private Future<Reconciled> searchOn() {
    return chain
        .head(Finality.SAFE)
        .compose(
            safe ->
                funding
                    .search()
                    .compose(
                        open ->
                            open.map(search -> search.by(wallets))
                                .map(search -> goOn(safe.number()))
                                .orElseGet(() -> Future.succeededFuture(Reconciled.NOTHING))));
  }

  /** Searches all safe blocks from this one on, however long it takes. */
  public Future<Reconciled> from(long block) {
    return funding
        .search()
        .compose(
            open ->
                open.map(search -> search.by(wallets)).isPresent()
                    ? Future.all(chain.head(Finality.SAFE), books.searched())
                    : Future.failedFuture(
                        new IllegalStateException(
                            "the books are not open: a gateway opens them when it starts")))
        .compose(
            both -> {
              ChainHead safe = both.resultAt(0);
              Optional<Searched> searched = both.resultAt(1);
              // Books of before there was a search begin it now, as when it goes on.
              long next = searched.map(Searched::last).orElse(safe.number() - 1) + 1;
              Progress begun = new Progress(Integer.MAX_VALUE, Reconciled.NOTHING);
              return search(next, safe.number(), begun)
                  .compose(progress -> search(block, Math.min(next - 1, safe.number()), progress))
                  .map(Progress::done);
            });
  }

  private Future<Reconciled> goOn(long safe) {
    return books
        .searched()
        .compose(
            searched -> {
              // Books of before there was a search know nothing of what left until now.
              long last = searched.map(Searched::last).orElse(safe - 1);
              long since = searched.map(Searched::first).orElse(safe);
              long again = Math.max(since, last - BLOCKS_AGAIN + 1);
              return search(last + 1, safe, new Progress(SEARCHES_MAX, Reconciled.NOTHING))
                  .compose(
                      progress ->
                          searched.isPresent() && isTimeForMore()
                              ? search(again, Math.min(last, safe), progress)
                              : Future.succeededFuture(progress))
                  .map(Progress::done);
            });
  }

  private boolean isTimeForMore() {
    return beats.getAndIncrement() % BEATS_BETWEEN == 0;
  }

  private Future<Progress> search(long first, long last, Progress before) {
    long searches = Math.min(before.searchesLeft(), last - first + 1);
    return search(new Step(first, before), last, searches).map(Step::progress);
  }

  /**
   * One after another, but by halves: where each search waited for all behind it, the end of tens
   * of thousands would have to be handed through as many futures, for which the stack is too small.
   */
  private Future<Step> search(Step step, long last, long searches) {
    if (step.next() > last || searches <= 0) {
      return Future.succeededFuture(step);
    }
    if (searches == 1) {
      return search(step, last);
    }
    long half = searches / 2;
    return search(step, last, half).compose(then -> search(then, last, searches - half));
  }

  private Future<Step> search(Step step, long last) {
    Progress before = step.progress();
    return departures(step.next(), last)
        .compose(
            found ->
                book(
                        found.departures(),
                        new Searched(step.next(), found.searchedTo()),
                        before.done())
                    .map(done -> new Step(found.searchedTo() + 1, before.after(done))));
  }

  /** As far as all of the searches came. */
  private Future<Departures> departures(long first, long last) {
    List<Future<Departures>> searches =
        wallets.stream().map(wallet -> chain.departures(wallet, first, last)).toList();
    return Future.all(searches)
        .map(
            all -> {
              List<Departures> found = searches.stream().map(Future::result).toList();
              long searchedTo =
                  found.stream().mapToLong(Departures::searchedTo).min().orElseThrow();
              return new Departures(
                  found.stream()
                      .flatMap(each -> each.departures().stream())
                      .filter(each -> each.block() <= searchedTo)
                      .toList(),
                  searchedTo);
            });
  }

  /** Whoever pays himself has no less than before, and transfers of nothing are common as spam. */
  private List<Departure> toOthers(List<Departure> departures) {
    return departures.stream()
        .filter(each -> !wallets.contains(each.to()) && !each.amount().isZero())
        .toList();
  }

  private Future<Reconciled> book(
      List<Departure> departures, Searched searched, Reconciled before) {
    List<Departure> real = toOthers(departures);
    if (real.isEmpty()) {
      return books.book(List.of(), searched).map(before);
    }
    return teams.teams().compose(known -> book(real, known, searched, before));
  }

  /** How far was searched moves with the last of them, so that none is passed by. */
  private Future<Reconciled> book(
      List<Departure> departures, List<Team> known, Searched searched, Reconciled before) {
    boolean isLast = departures.size() <= TRANSFERS_AT_ONCE;
    List<Departure> now = isLast ? departures : departures.subList(0, TRANSFERS_AT_ONCE);
    List<Traced> traced = now.stream().map(each -> tracing.trace(each, known)).toList();
    Future<Reconciled> booked =
        books
            .book(traced, isLast ? searched : null)
            .compose(found -> tell(traced, found).map(told -> before.plus(traced, found)));
    return isLast
        ? booked
        : booked.compose(
            sum ->
                book(
                    departures.subList(TRANSFERS_AT_ONCE, departures.size()),
                    known,
                    searched,
                    sum));
  }

  /** Books one transaction that evidence has named. */
  Future<Void> bookOne(String transaction) {
    Bytes32 id = Bytes32.parse(transaction);
    List<Future<List<Departure>>> searches =
        wallets.stream().map(wallet -> chain.departuresIn(id, wallet)).toList();
    return Future.all(searches)
        .compose(all -> teams.teams())
        .map(
            known ->
                searches.stream()
                    .flatMap(found -> toOthers(found.result()).stream())
                    .map(each -> tracing.trace(each, known))
                    .toList())
        .compose(traced -> books.book(traced, null).compose(found -> tell(traced, found)));
  }

  private Future<Void> tell(List<Traced> traced, List<Found> found) {
    for (int i = 0; i < found.size(); i++) {
      Traced each = traced.get(i);
      switch (found.get(i)) {
        case REBUILT ->
            log(Level.WARN, each, "a spend was missing, and was rebuilt from the chain");
        case RESTORED -> log(Level.ERROR, each, "a spend was paid that the books held for unpaid");
        case UNEXPLAINED ->
            log(Level.ERROR, each, "money left the wallet that nobody here can explain");
        case UNREADABLE ->
            log(
                Level.WARN,
                each,
                "a payment of old cannot be read, its key may be gone: it is not booked");
        case PRUNED, KNOWN, CONFIRMED -> {}
      }
    }
    return found.contains(Found.RESTORED) ? tellRestored() : Future.succeededFuture();
  }

  private static void log(Level level, Traced traced, String what) {
    Departure departure = traced.departure();
    Traced.Origin origin = traced.origin();
    LOG.atLevel(level)
        .addKeyValue("spend", origin == null ? "" : origin.order().id())
        .addKeyValue("team", origin == null ? "" : origin.order().team())
        .addKeyValue("amount", departure.amount().toDollars())
        .addKeyValue("payee", departure.to())
        .addKeyValue("transaction", departure.transaction())
        .addKeyValue("block", departure.block())
        .log(what);
  }

  /**
   * What was bought with a spend that was given up must be looked for. The books remember it until
   * that is so: whoever restored it may have died before he could tell.
   */
  private Future<Void> tellRestored() {
    return books
        .restored()
        .compose(
            restored -> {
              Future<Void> told = Future.succeededFuture();
              for (SpendId id : restored) {
                told = told.compose(before -> lookFor(id));
              }
              return told;
            });
  }

  /** One that cannot be looked for now does not hold up what else there is to find. */
  private Future<Void> lookFor(SpendId restored) {
    return ledger
        .findSpend(restored)
        .compose(found -> found.map(ends::settledLate).orElseGet(Future::succeededFuture))
        .compose(looked -> books.heardOf(restored))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("spend", restored)
                    .addKeyValue("reason", failure.toString())
                    .log("a spend that was restored could not be looked for, it will be again"))
        .otherwiseEmpty();
  }

  /**
   * What is held against the chain.
   *
   * @param ends hear of spends that turned out to be paid after all
   */
  public record Sources(
      ReconciliationBooks books,
      FundingBooks funding,
      Ledger ledger,
      Directory teams,
      SpendEnds ends) {}

  /**
   * What leaves which wallets, and how their payments are known.
   *
   * @param wallets the one that pays and those that paid before: what one sends another is not gone
   */
  public record Purse(List<Address> wallets, Token token, NonceTags tags) {

    public Purse {
      wallets = wallets.stream().distinct().toList();
    }
  }

  /** How far the searches came: what comes next. */
  private record Step(long next, Progress progress) {}

  private record Progress(int searchesLeft, Reconciled done) {

    Progress after(Reconciled more) {
      return new Progress(searchesLeft - 1, more);
    }
  }
}

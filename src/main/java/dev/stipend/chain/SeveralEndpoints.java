package dev.stipend.chain;

import dev.stipend.money.Money;
import dev.stipend.treasury.Arrivals;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.Departures;
import dev.stipend.treasury.Finality;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One chain through several endpoints. What one cannot answer the next is asked. What could give
 * money back that was spent is believed only when two agree and none contradicts: how far the chain
 * is, that an authorization is unused although it has expired, that it was cancelled.
 */
public final class SeveralEndpoints implements Chain {

  private static final Logger LOG = LoggerFactory.getLogger(SeveralEndpoints.class);
  private static final int AGREEING = 2;

  private final List<? extends Endpoint> endpoints;
  private volatile int preferred;

  public SeveralEndpoints(List<JsonRpcChain> endpoints) {
    this(endpoints, AGREEING);
  }

  SeveralEndpoints(List<? extends Endpoint> endpoints, int atLeast) {
    if (endpoints.size() < atLeast) {
      throw new IllegalArgumentException("several endpoints are two at least");
    }
    this.endpoints = List.copyOf(endpoints);
  }

  /** One that serves another chain is a mistake, even where the others are right. */
  @Override
  public Future<Void> verify() {
    return all(Chain::verify)
        .compose(
            told -> {
              Optional<Throwable> foreign =
                  failures(told).filter(ForeignChainException.class::isInstance).findFirst();
              return foreign.isPresent() || told.size() == failures(told).count()
                  ? Future.failedFuture(
                      foreign.orElseGet(() -> failures(told).findFirst().orElseThrow()))
                  : Future.succeededFuture();
            });
  }

  @Override
  public Future<Money> balanceOf(Address holder) {
    return any(endpoint -> endpoint.balanceOf(holder));
  }

  @Override
  public Future<Money> balanceOf(Address holder, long block) {
    return any(endpoint -> endpoint.balanceOf(holder, block));
  }

  /** The highest block that two have reached: neither the one that lags nor the one that lies. */
  @Override
  public Future<ChainHead> head(Finality finality) {
    return all(endpoint -> endpoint.head(finality))
        .compose(
            told -> {
              List<ChainHead> heads =
                  SeveralEndpoints.<ChainHead>answers(told)
                      .sorted(Comparator.comparingLong(ChainHead::number).reversed())
                      .toList();
              return heads.isEmpty()
                  ? Future.failedFuture(failures(told).findFirst().orElseThrow())
                  : Future.succeededFuture(heads.get(Math.min(AGREEING, heads.size()) - 1));
            });
  }

  @Override
  public Future<Long> blockAt(long timeSeconds, ChainHead newest) {
    return any(endpoint -> endpoint.blockAt(timeSeconds, newest));
  }

  @Override
  public Future<Boolean> isUsedOrCancelled(Address payer, Bytes32 nonce, long block) {
    return any(endpoint -> endpoint.isUsedOrCancelled(payer, nonce, block));
  }

  @Override
  public Future<Void> confirmUnused(Address payer, Bytes32 nonce, ChainHead block) {
    return all(endpoint -> seesUnused(endpoint, payer, nonce, block))
        .compose(
            told -> {
              List<Boolean> seen = SeveralEndpoints.<Boolean>answers(told).toList();
              if (seen.contains(false)) {
                LOG.atError()
                    .addKeyValue("block", block.number())
                    .log("the chain's endpoints contradict each other about an authorization");
                return disagreement("the endpoints contradict each other");
              }
              return seen.size() < AGREEING
                  ? disagreement("no second endpoint confirms that it is unused")
                  : Future.succeededFuture();
            });
  }

  /** The events of one are enough to know that money left, but not that it never will. */
  @Override
  public Future<AuthorizationEnd> findEnd(Address payer, Bytes32 nonce, long first, long last) {
    return all(endpoint -> endpoint.findEnd(payer, nonce, first, last))
        .compose(
            told -> {
              List<AuthorizationEnd> ends =
                  SeveralEndpoints.<AuthorizationEnd>answers(told).toList();
              List<AuthorizationEnd> cashed =
                  ends.stream().filter(AuthorizationEnd.Cashed.class::isInstance).toList();
              List<AuthorizationEnd> cancelled =
                  ends.stream().filter(AuthorizationEnd.Cancelled.class::isInstance).toList();
              if (ends.isEmpty()) {
                return Future.failedFuture(failures(told).findFirst().orElseThrow());
              }
              if (cashed.size() + cancelled.size() == 0) {
                return Future.succeededFuture(ends.getFirst());
              }
              if (cashed.isEmpty()) {
                return cancelled.size() < AGREEING
                    ? disagreement("no second endpoint confirms that it was cancelled")
                    : Future.succeededFuture(cancelled.getFirst());
              }
              return cancelled.isEmpty()
                  ? Future.succeededFuture(cashed.getFirst())
                  : disagreement("the endpoints contradict each other");
            });
  }

  @Override
  public Future<Arrivals> arrivals(Address holder, long first, long last) {
    return any(endpoint -> endpoint.arrivals(holder, first, last));
  }

  /** Of however many have seen it: money that left is told of even where one keeps quiet. */
  @Override
  public Future<Departures> departures(Address holder, long first, long last) {
    return all(endpoint -> endpoint.departures(holder, first, last))
        .compose(
            told -> {
              List<Departures> seen = SeveralEndpoints.<Departures>answers(told).toList();
              if (seen.isEmpty()) {
                return Future.failedFuture(failures(told).findFirst().orElseThrow());
              }
              long searchedTo = seen.stream().mapToLong(Departures::searchedTo).min().orElseThrow();
              return Future.succeededFuture(
                  new Departures(
                      each(seen.stream().flatMap(one -> one.departures().stream()))
                          .filter(departure -> departure.block() <= searchedTo)
                          .toList(),
                      searchedTo));
            });
  }

  @Override
  public Future<List<Departure>> departuresIn(Bytes32 transaction, Address holder) {
    return all(endpoint -> endpoint.departuresIn(transaction, holder))
        .compose(
            told ->
                told.size() == failures(told).count()
                    ? Future.failedFuture(failures(told).findFirst().orElseThrow())
                    : Future.succeededFuture(
                        each(SeveralEndpoints.<List<Departure>>answers(told).flatMap(List::stream))
                            .toList()));
  }

  /** Each event once, from whoever tells its nonce, in the order of the chain. */
  private static Stream<Departure> each(Stream<Departure> told) {
    Map<String, Departure> byId = new LinkedHashMap<>();
    told.forEach(
        departure ->
            byId.merge(
                departure.id(),
                departure,
                (first, other) -> first.nonce() != null ? first : other));
    return byId.values().stream()
        .sorted(Comparator.comparingLong(Departure::block).thenComparingLong(Departure::logIndex));
  }

  @Override
  public Future<Optional<String>> objection(List<Address> holders) {
    return any(endpoint -> endpoint.objection(holders));
  }

  /** Only who has the block, safe and of the same time, can tell. */
  private static Future<Boolean> seesUnused(
      Endpoint endpoint, Address payer, Bytes32 nonce, ChainHead block) {
    return endpoint
        .head(Finality.SAFE)
        .compose(
            safe ->
                safe.number() < block.number()
                    ? disagreement("the endpoint is not as far")
                    : endpoint.block(block.number()))
        .compose(
            theirs ->
                theirs.equals(block)
                    ? endpoint
                        .isUsedOrCancelled(payer, nonce, block.number())
                        .map(isUsed -> !isUsed)
                    : Future.succeededFuture(false));
  }

  private <T> Future<T> any(Function<Endpoint, Future<T>> question) {
    return any(question, preferred, endpoints.size());
  }

  private <T> Future<T> any(Function<Endpoint, Future<T>> question, int index, int left) {
    return question
        .apply(endpoints.get(index))
        .recover(
            failure -> {
              if (left == 1) {
                return Future.failedFuture(failure);
              }
              int next = (index + 1) % endpoints.size();
              preferred = next;
              return any(question, next, left - 1);
            });
  }

  private <T> Future<CompositeFuture> all(Function<Endpoint, Future<T>> question) {
    CompositeFuture all = Future.join(endpoints.stream().map(question).toList());
    return all.transform(told -> Future.succeededFuture(all));
  }

  private static <T> Stream<T> answers(CompositeFuture told) {
    return IntStream.range(0, told.size()).filter(told::succeeded).mapToObj(told::<T>resultAt);
  }

  private static Stream<Throwable> failures(CompositeFuture told) {
    return IntStream.range(0, told.size()).filter(told::failed).mapToObj(told::cause);
  }

  private static <T> Future<T> disagreement(String what) {
    return Future.failedFuture(new ChainException(what));
  }
}

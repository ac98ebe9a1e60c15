package dev.stipend.chain;

import dev.stipend.money.Money;
import dev.stipend.treasury.Arrivals;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.Departures;
import dev.stipend.treasury.Finality;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Reads one token on one chain. Answers are taken only in their exact form, because a default read
 * out of half an answer could release money that was spent.
 */
public final class JsonRpcChain implements Endpoint {

  private static final String BALANCE_OF = "0x70a08231";
  private static final String AUTHORIZATION_STATE = "0xe94a0102";
  private static final String DOMAIN_SEPARATOR = "0x3644e515";
  private static final String LATEST = "latest";

  private static final String DECIMALS = "0x313ce567";
  private static final String PAUSED = "0x5c975abb";
  private static final String IS_BLACKLISTED = "0xfe575a87";
  private static final int DECIMALS_OF_DOLLARS = 6;

  /** An authorization lives for minutes, a few hundred blocks; a longer search is a mistake. */
  private static final long SEARCH_BLOCKS_MAX = 20_000;

  private final JsonRpc rpc;
  private final Token token;
  private final LogSearch logs;
  private final HeadCheck heads;
  private volatile @Nullable Future<Void> verification;

  /** A chain with a clock of its own, which may be set forward. */
  public JsonRpcChain(Vertx vertx, ChainSettings settings) {
    this(vertx, settings, new HeadCheck(null));
  }

  /** A chain that keeps the time by which everybody lives. */
  public JsonRpcChain(Vertx vertx, ChainSettings settings, InstantSource clock) {
    this(vertx, settings, new HeadCheck(clock));
  }

  private JsonRpcChain(Vertx vertx, ChainSettings settings, HeadCheck heads) {
    this.heads = heads;
    this.rpc =
        new JsonRpc(vertx, settings.endpoint(), settings.timeout(), settings.requestsPerSecond());
    this.token = settings.token();
    this.logs = new LogSearch(rpc, settings.blocksPerSearch());
  }

  /** A success is remembered; after a failure the next reading asks again. */
  @Override
  public Future<Void> verify() {
    Future<Void> known = verification;
    if (known != null && !known.failed()) {
      return known;
    }
    Future<Void> fresh = verifyNow();
    verification = fresh;
    return fresh;
  }

  @Override
  public Future<Money> balanceOf(Address holder) {
    return balanceAt(holder, LATEST);
  }

  @Override
  public Future<Money> balanceOf(Address holder, long block) {
    return balanceAt(holder, Quantity.hex(block));
  }

  @Override
  public Future<ChainHead> head(Finality finality) {
    return verify()
        .compose(verified -> block(finality.name().toLowerCase(Locale.ROOT)))
        .map(told -> heads.believed(finality, told));
  }

  @Override
  public Future<Long> blockAt(long timeSeconds, ChainHead newest) {
    BlockSearch search = new BlockSearch(number -> block(Quantity.hex(number)), timeSeconds);
    return verify().compose(verified -> search.upTo(newest));
  }

  @Override
  public Future<Boolean> isUsedOrCancelled(Address payer, Bytes32 nonce, long block) {
    String data = AUTHORIZATION_STATE + Words.of(payer).substring(2) + nonce.hex().substring(2);
    return verify().compose(verified -> call(data, Quantity.hex(block))).map(Words::bool);
  }

  @Override
  public Future<AuthorizationEnd> findEnd(Address payer, Bytes32 nonce, long first, long last) {
    if (first < 0 || last - first >= SEARCH_BLOCKS_MAX) {
      return Future.failedFuture(new ChainException("the search spans too many blocks"));
    }
    AuthorizationEvents events = new AuthorizationEvents(token, payer, nonce);
    return verify().compose(verified -> findEnd(events, first, last));
  }

  @Override
  public Future<Arrivals> arrivals(Address holder, long first, long last) {
    DepositEvents events = new DepositEvents(token, holder);
    return verify()
        .compose(verified -> logs.search(events.filter(), events::counts, first, last))
        .map(
            found ->
                new Arrivals(events.deposits(found.logs(), first, found.last()), found.last()));
  }

  /** This is the only one to be asked. */
  @Override
  public Future<Void> confirmUnused(Address payer, Bytes32 nonce, ChainHead block) {
    return Future.succeededFuture();
  }

  @Override
  public Future<ChainHead> block(long number) {
    return verify().compose(verified -> block(Quantity.hex(number)));
  }

  @Override
  public Future<Optional<String>> objection(List<Address> holders) {
    Future<Optional<String>> objection =
        verify()
            .compose(verified -> answer(DECIMALS))
            .map(
                word ->
                    word.filter(each -> !each.equals(Words.of(DECIMALS_OF_DOLLARS)))
                        .map(each -> "the token does not count in millionths"))
            .compose(found -> or(found, PAUSED, "the token is paused"));
    for (Address holder : holders) {
      String data = IS_BLACKLISTED + Words.of(holder).substring(2);
      objection =
          objection.compose(
              found -> or(found, data, holder.checksummed() + " is on the token's blacklist"));
    }
    return objection;
  }

  private Future<Optional<String>> or(Optional<String> found, String data, String objection) {
    return found.isPresent()
        ? Future.succeededFuture(found)
        : answer(data).map(word -> word.filter(Words::bool).map(yes -> objection));
  }

  /** Empty where the token has no such function: not every one can be paused. */
  private Future<Optional<String>> answer(String data) {
    return call(data, LATEST)
        .map(Optional::of)
        .recover(
            failure ->
                failure instanceof RefusedException
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  @Override
  public Future<Departures> departures(Address holder, long first, long last) {
    DepartureEvents events = new DepartureEvents(token, holder);
    return verify()
        .compose(verified -> logs.search(events.filter(), events::counts, first, last))
        .map(
            found ->
                new Departures(events.departures(found.logs(), first, found.last()), found.last()));
  }

  @Override
  public Future<List<Departure>> departuresIn(Bytes32 transaction, Address holder) {
    DepartureEvents events = new DepartureEvents(token, holder);
    return verify()
        .compose(verified -> logs.receipt(transaction.hex(), events::counts))
        .map(receipt -> events.departures(receipt.path("logs"), 0, Long.MAX_VALUE));
  }

  public Future<Void> close() {
    return rpc.close();
  }

  private Future<Void> verifyNow() {
    return rpc.call("eth_chainId", JsonRpc.params())
        .map(Quantity::of)
        .compose(
            chainId ->
                chainId == token.network().chainId()
                    ? ethCall(DOMAIN_SEPARATOR, LATEST)
                    : Future.failedFuture(
                        new ForeignChainException(
                            "the chain endpoint serves chain "
                                + chainId
                                + " instead of "
                                + token.network().chainId())))
        .compose(
            separator ->
                separator.asString("").equalsIgnoreCase(token.domainSeparator().hex())
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new ForeignChainException(
                            "the token's domain on the chain is not the one that is signed")));
  }

  private Future<AuthorizationEnd> findEnd(AuthorizationEvents events, long first, long last) {
    if (first > last) {
      return Future.succeededFuture(new AuthorizationEnd.NotFound());
    }
    return logs.search(events.filter(), events::isEnd, first, last)
        .compose(
            found -> {
              Optional<JsonNode> end = events.end(found.logs());
              return end.isPresent()
                  ? read(events, end.get())
                  : findEnd(events, found.last() + 1, last);
            });
  }

  private Future<AuthorizationEnd> read(AuthorizationEvents events, JsonNode end) {
    String transaction = Words.transaction(end);
    long block = Quantity.of(end.path("blockNumber"));
    if (events.isCancellation(end)) {
      return Future.succeededFuture(new AuthorizationEnd.Cancelled(transaction, block));
    }
    return logs.receipt(transaction, events::isOfPayment)
        .map(receipt -> events.cashed(transaction, block, receipt));
  }

  private Future<ChainHead> block(String tag) {
    return rpc.call("eth_getBlockByNumber", JsonRpc.params().add(tag).add(false))
        .map(
            block ->
                new ChainHead(
                    Quantity.of(block.path("number")), Quantity.of(block.path("timestamp"))));
  }

  private Future<Money> balanceAt(Address holder, String block) {
    String data = BALANCE_OF + Words.of(holder).substring(2);
    return verify().compose(verified -> call(data, block)).map(Words::money);
  }

  private Future<String> call(String data, String block) {
    return ethCall(data, block).map(Words::word);
  }

  private Future<JsonNode> ethCall(String data, String block) {
    ArrayNode params = JsonRpc.params();
    params.addObject().put("to", token.contract().hex()).put("data", data);
    return rpc.call("eth_call", params.add(block));
  }
}

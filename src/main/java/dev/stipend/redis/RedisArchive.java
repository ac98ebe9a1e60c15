package dev.stipend.redis;

import dev.stipend.call.ClaimName;
import dev.stipend.call.IdempotencyId;
import dev.stipend.ledger.Archive;
import dev.stipend.ledger.Export;
import dev.stipend.ledger.PruneOutcome;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes months out of the books. First the rows go, in one script that leaves what they came to;
 * then the spends of the month, which leave their lists only when they are gone, so that a
 * repetition finishes what a crash left.
 */
public final class RedisArchive implements Archive {

  private static final Script PRUNE = Script.ofBooks("prune");
  private static final Script FORGET = Script.ofConfirming("forget");
  private static final int AT_ONCE = 200;
  private static final String HELD = "held:";
  private static final Set<SpendState> FINAL = Set.of(SpendState.SETTLED, SpendState.VOIDED);

  private final RedisLink redis;
  private final RedisClaims claims;
  private final RedisLedger ledger;

  public RedisArchive(RedisLink redis) {
    this.redis = redis;
    this.claims = new RedisClaims(redis);
    this.ledger = new RedisLedger(redis);
  }

  @Override
  public Future<Void> exported(YearMonth month, Export export) {
    String json =
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "rows", Long.toString(export.rows()),
                    "last", export.last(),
                    "sha256", export.sha256(),
                    "at", export.at().toString()));
    return redis.send(Command.HSET, RedisKeys.EXPORTED, month.toString(), json).mapEmpty();
  }

  @Override
  public Future<PruneOutcome> prune(YearMonth month) {
    return teams()
        .compose(
            teams ->
                isConfirmed()
                    .compose(confirmed -> firstOpen(month, teams, confirmed))
                    .compose(
                        open ->
                            open.isPresent()
                                ? Future.succeededFuture(new PruneOutcome.SpendsOpen(open.get()))
                                : pruneEnded(month, teams)));
  }

  private Future<PruneOutcome> pruneEnded(YearMonth month, List<TeamId> teams) {
    RowSums sums = new RowSums();
    return lastRow(month)
        .compose(
            last ->
                sums.addMonth(redis, month, last)
                    .compose(
                        added ->
                            redis.run(
                                PRUNE,
                                RedisKeys.BOOKS,
                                month.toString(),
                                last,
                                Long.toString(sums.rows()),
                                sums.write())))
        .compose(
            answer ->
                switch (answer.get(0).toString()) {
                  case "not_over" -> Future.succeededFuture(new PruneOutcome.NotOver());
                  case "not_exported" -> Future.succeededFuture(new PruneOutcome.NotExported());
                  case "differs" ->
                      Future.succeededFuture(
                          new PruneOutcome.ExportDiffers(
                              answer.get(1).toLong(), answer.get(2).toLong()));
                  case "done", "already_done" ->
                      removeSpends(month, teams).map(PruneOutcome.Pruned::new);
                  default -> throw new IllegalStateException("prune.lua answered " + answer);
                });
  }

  /** Of a month without rows there is none; what is compared with it then differs. */
  private Future<String> lastRow(YearMonth month) {
    return redis
        .send(Command.XREVRANGE, RedisKeys.ledger(month), "+", "-", "COUNT", "1")
        .map(rows -> rows.size() == 0 ? "0-1" : rows.get(0).get(0).toString());
  }

  private Future<List<TeamId>> teams() {
    return redis
        .send(Command.HKEYS, RedisKeys.BALANCE)
        .map(
            accounts ->
                accounts.stream()
                    .map(Response::toString)
                    .filter(account -> account.startsWith(HELD))
                    .map(account -> new TeamId(account.substring(HELD.length())))
                    .toList());
  }

  /** Without a search of the chain nothing is ever confirmed, and what was settled is settled. */
  private Future<Boolean> isConfirmed() {
    return redis.send(Command.HEXISTS, RedisKeys.FUNDING, "since").map(Response::toBoolean);
  }

  private Future<Optional<SpendId>> firstOpen(
      YearMonth month, List<TeamId> teams, boolean isConfirmed) {
    Future<Optional<SpendId>> found = Future.succeededFuture(Optional.empty());
    for (TeamId team : teams) {
      found =
          found.compose(
              open ->
                  open.isPresent()
                      ? Future.succeededFuture(open)
                      : firstOpen(RedisKeys.spends(month, team), 0, isConfirmed));
    }
    return found;
  }

  private Future<Optional<SpendId>> firstOpen(String list, long from, boolean isConfirmed) {
    return range(list, from)
        .compose(
            ids -> {
              if (ids.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              return Future.all(ids.stream().map(id -> isOver(id, isConfirmed)).toList())
                  .compose(
                      over -> {
                        int open = over.list().indexOf(false);
                        return open >= 0
                            ? Future.succeededFuture(Optional.of(ids.get(open)))
                            : firstOpen(list, from + ids.size(), isConfirmed);
                      });
            });
  }

  /** A job that runs needs its spend when it ends, and a settlement that may be taken back. */
  private Future<Boolean> isOver(SpendId id, boolean isConfirmed) {
    Future<Response> state = redis.send(Command.HGET, RedisKeys.spend(id), "state");
    Future<Response> busy = redis.send(Command.ZSCORE, RedisKeys.BUSY, id.value());
    Future<Response> provisional = redis.send(Command.ZSCORE, RedisKeys.PROVISIONAL, id.value());
    return Future.all(state, busy, provisional)
        .map(
            all ->
                busy.result() == null
                    && (provisional.result() == null || !isConfirmed)
                    && (state.result() == null
                        || FINAL.contains(SpendState.parse(state.result().toString()))));
  }

  private Future<Long> removeSpends(YearMonth month, List<TeamId> teams) {
    Future<Long> removed = Future.succeededFuture(0L);
    for (TeamId team : teams) {
      removed =
          removed.compose(
              before -> removeSpends(RedisKeys.spends(month, team)).map(more -> before + more));
    }
    return removed;
  }

  private Future<Long> removeSpends(String list) {
    return range(list, 0)
        .compose(
            ids -> {
              if (ids.isEmpty()) {
                return Future.succeededFuture(0L);
              }
              return Future.all(ids.stream().map(id -> remove(list, id)).toList())
                  .compose(gone -> removeSpends(list).map(more -> more + ids.size()));
            });
  }

  /**
   * The name of the call goes with its spend, or else it would answer for one that is not there;
   * but a second spend that paid for the call keeps it.
   */
  private Future<Void> remove(String list, SpendId id) {
    return ledger
        .findPaying(id)
        .compose(
            paying ->
                paying
                    .flatMap(RedisArchive::name)
                    .map(
                        name ->
                            paying.get().id().equals(id)
                                ? claims.release(name, id)
                                : claims.handOver(name, id, paying.get().id()))
                    .orElseGet(Future::succeededFuture))
        .compose(released -> redis.run(FORGET, RedisKeys.BOOKS, id.value()))
        .compose(forgotten -> redis.send(Command.LREM, list, "1", id.value()))
        .mapEmpty();
  }

  /** What the client called the call, where it did. */
  private static Optional<ClaimName> name(Spend spend) {
    return Optional.ofNullable(spend.order().idempotencyId())
        .map(id -> new ClaimName.Given(spend.order().apiKey(), new IdempotencyId(id)));
  }

  private Future<List<SpendId>> range(String list, long from) {
    return redis
        .send(Command.LRANGE, list, Long.toString(from), Long.toString(from + AT_ONCE - 1))
        .map(ids -> ids.stream().map(Response::toString).map(SpendId::new).toList());
  }
}

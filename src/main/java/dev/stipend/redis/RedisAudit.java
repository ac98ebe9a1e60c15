package dev.stipend.redis;

import dev.stipend.ledger.AuditReport;
import dev.stipend.ledger.AuditReport.Difference;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recomputes every balance, what every team has used in its lifetime, what of it is held and in
 * doubt, and what every month comes to, from the ledger's rows.
 *
 * <p>It is exact on books that are in use. One script takes all numbers and the id of the last row
 * at one moment; rows are never changed, so those up to these ids can then be read at leisure, a
 * page at a time, and must add up to what was taken. What the rows of pruned months came to was
 * written down when they were. A month that is pruned while it is read is known by that: then what
 * was read of it does not count, and all numbers are taken once more.
 *
 * <p>The counters of limits are not recomputed: rows do not say in which time zone they counted.
 */
public final class RedisAudit {

  private static final int ATTEMPTS = 5;
  private static final Script BEGIN = Script.ofBooks("audit_begin");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final RedisLink redis;
  private final InstantSource clock;

  public RedisAudit(RedisLink redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  public Future<AuditReport> run() {
    return redis
        .send(Command.SMEMBERS, RedisKeys.TEAMS)
        .compose(
            teams -> {
              Set<String> known = new TreeSet<>();
              teams.forEach(team -> known.add(team.toString()));
              return attempt(known, Map.of(), ATTEMPTS);
            });
  }

  /**
   * Once more where a month left while it was read, or where a team was first used after the teams
   * were listed: it is found in the rows. What was read of other months is not read again.
   */
  private Future<AuditReport> attempt(Set<String> teams, Map<String, Read> known, int left) {
    return begin(teams)
        .compose(
            taken ->
                read(taken, known)
                    .compose(read -> prunedSince(taken).map(gone -> without(read, gone)))
                    .compose(read -> concluded(taken, teams, read, left)));
  }

  private Future<AuditReport> concluded(
      Taken taken, Set<String> teams, Map<String, Read> read, int left) {
    RowSums sums = sumOf(taken, read.values());
    Set<String> all = new TreeSet<>(teams);
    all.addAll(sums.teams());
    boolean isWhole = read.size() == taken.ends().size();
    if (isWhole && (all.equals(teams) || left == 1)) {
      return Future.succeededFuture(taken.compare(sums));
    }
    return left > 1
        ? attempt(all, read, left - 1)
        : Future.failedFuture(
            new IllegalStateException("months are being pruned: audit again when that is done"));
  }

  /** Every month up to the row that was taken; rows are never changed, so known ones count. */
  private Future<Map<String, Read>> read(Taken taken, Map<String, Read> known) {
    Map<String, Read> read = new TreeMap<>();
    Future<?> before = Future.succeededFuture();
    for (var end : taken.ends().entrySet()) {
      Read same = known.get(end.getKey());
      if (same != null && same.last().equals(end.getValue())) {
        read.put(end.getKey(), same);
      } else {
        RowSums sums = new RowSums();
        read.put(end.getKey(), new Read(end.getValue(), sums));
        before =
            before.compose(
                done -> sums.addMonth(redis, YearMonth.parse(end.getKey()), end.getValue()));
      }
    }
    return before.map(read);
  }

  /** Asked after the reading: a month that is not among them was there all along. */
  private Future<Set<String>> prunedSince(Taken taken) {
    return redis
        .verify()
        .compose(there -> redis.send(Command.HKEYS, RedisKeys.PRUNED))
        .map(
            pruned -> {
              Set<String> since = new TreeSet<>();
              pruned.forEach(month -> since.add(month.toString()));
              since.removeAll(taken.pruned().keySet());
              return since;
            });
  }

  private static Map<String, Read> without(Map<String, Read> read, Set<String> gone) {
    Map<String, Read> left = new TreeMap<>(read);
    left.keySet().removeAll(gone);
    return left;
  }

  private static RowSums sumOf(Taken taken, Collection<Read> read) {
    RowSums sums = new RowSums();
    taken.pruned().values().forEach(sums::addPruned);
    read.forEach(month -> sums.add(month.sums()));
    return sums;
  }

  private Future<Taken> begin(Set<String> teams) {
    YearMonth last = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).plusMonths(1);
    List<String> months = LedgerMonths.until(last).stream().map(YearMonth::toString).toList();
    return redis
        .run(
            BEGIN, RedisKeys.BOOKS, JSON.writeValueAsString(months), JSON.writeValueAsString(teams))
        .map(Taken::of);
  }

  /** What the rows of a month come to, up to one of them. */
  private record Read(String last, RowSums sums) {}

  /** What the books said at one moment. */
  private record Taken(
      Map<String, Long> balances,
      Map<String, String> ends,
      Map<String, Long> counters,
      Map<String, String> pruned) {

    static Taken of(Response answer) {
      Map<String, Long> balances = new TreeMap<>();
      RedisHash.of(answer.get(0))
          .fields()
          .forEach((account, micros) -> balances.put(account, Long.parseLong(micros)));
      Map<String, Long> counters = new TreeMap<>();
      Response flat = answer.get(2);
      for (int i = 0; i + 1 < flat.size(); i += 2) {
        counters.merge(
            flat.get(i).toString(), Long.parseLong(flat.get(i + 1).toString()), Math::addExact);
      }
      return new Taken(
          balances,
          new TreeMap<>(RedisHash.of(answer.get(1)).fields()),
          counters,
          RedisHash.of(answer.get(3)).fields());
    }

    AuditReport compare(RowSums sums) {
      List<Difference> differences = new ArrayList<>();
      compare(balances, sums.balances(), differences);
      compare(counters, sums.counters(), differences);
      return new AuditReport(sums.rows(), differences);
    }

    private static void compare(
        Map<String, Long> books, Map<String, Long> rows, List<Difference> differences) {
      Set<String> names = new TreeSet<>(books.keySet());
      names.addAll(rows.keySet());
      for (String name : names) {
        long booksSay = books.getOrDefault(name, 0L);
        long rowsSay = rows.getOrDefault(name, 0L);
        if (booksSay != rowsSay) {
          differences.add(new Difference(name, booksSay, rowsSay));
        }
      }
    }
  }
}

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recomputes every balance, and what every scope has used in its lifetime, from the ledger's rows.
 *
 * <p>It is exact on books that are in use. One script takes the balances, the counters and the id
 * of the last row at one moment; rows are never changed, so those up to these ids can then be read
 * at leisure, a page at a time, and must add up to what was taken.
 *
 * <p>The use of shorter windows is not recomputed: rows do not say in which time zone they counted.
 */
public final class RedisAudit {

  /** Before the first release there was no ledger. */
  private static final YearMonth FIRST_MONTH = YearMonth.of(2025, 1);

  private static final String PAGE = "1000";
  private static final int ATTEMPTS = 5;
  private static final Script BEGIN = Script.ofBooksAlone("audit_begin");
  private static final JsonMapper JSON = JsonMapper.shared();

  private final RedisLink redis;
  private final InstantSource clock;

  public RedisAudit(RedisLink redis, InstantSource clock) {
    this.redis = redis;
    this.clock = clock;
  }

  public Future<AuditReport> run() {
    return scopes().compose(scopes -> attempt(scopes, ATTEMPTS));
  }

  /** A scope that was first used after the scopes were listed is found in the rows: once more. */
  private Future<AuditReport> attempt(Set<String> scopes, int left) {
    return begin(scopes)
        .compose(
            taken ->
                sums(taken)
                    .compose(
                        sums -> {
                          if (scopes.containsAll(sums.scopes()) || left == 1) {
                            return Future.succeededFuture(taken.compare(sums));
                          }
                          Set<String> all = new TreeSet<>(scopes);
                          all.addAll(sums.scopes());
                          return attempt(all, left - 1);
                        }));
  }

  private Future<Set<String>> scopes() {
    return Future.all(
            redis.send(Command.SMEMBERS, RedisKeys.TEAMS),
            redis.send(Command.SMEMBERS, RedisKeys.API_KEYS))
        .map(
            both -> {
              Set<String> scopes = new TreeSet<>(Set.of("org"));
              both.<Response>resultAt(0).forEach(team -> scopes.add("team:" + team));
              both.<Response>resultAt(1).forEach(apiKey -> scopes.add("key:" + apiKey));
              return scopes;
            });
  }

  private Future<Taken> begin(Set<String> scopes) {
    YearMonth last = YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).plusMonths(1);
    List<String> months =
        Stream.iterate(FIRST_MONTH, month -> !month.isAfter(last), month -> month.plusMonths(1))
            .map(YearMonth::toString)
            .toList();
    return redis
        .run(
            BEGIN,
            RedisKeys.BOOKS,
            JSON.writeValueAsString(months),
            JSON.writeValueAsString(scopes))
        .map(Taken::of);
  }

  private Future<Sums> sums(Taken taken) {
    Sums sums = new Sums();
    Future<Void> read = Future.succeededFuture();
    for (var end : taken.ends().entrySet()) {
      String stream = RedisKeys.ledger(YearMonth.parse(end.getKey()));
      read = read.compose(before -> add(sums, stream, "-", end.getValue()));
    }
    return read.map(sums);
  }

  private Future<Void> add(Sums sums, String stream, String from, String to) {
    return redis
        .send(Command.XRANGE, stream, from, to, "COUNT", PAGE)
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture();
              }
              rows.forEach(row -> sums.add(RedisHash.of(row.get(1))));
              return add(sums, stream, "(" + rows.get(rows.size() - 1).get(0), to);
            });
  }

  /** What the rows say. It grows with accounts and scopes, not with rows. */
  private static final class Sums {
    private final Map<String, Long> balances = new TreeMap<>();
    private final Map<String, Long> uses = new TreeMap<>();
    private final Set<String> scopes = new TreeSet<>();
    private long rows;

    Set<String> scopes() {
      return scopes;
    }

    void add(RedisHash row) {
      rows++;
      long amount = Long.parseLong(row.get("amount"));
      move(row, row.get("from"), -amount);
      move(row, row.get("to"), amount);
    }

    private void move(RedisHash row, String account, long amount) {
      balances.merge(account, amount, Math::addExact);
      if (row.find("spend").isEmpty()) {
        return;
      }
      String family = account.split(":", 2)[0];
      for (String scope : List.of("org", "team:" + row.get("team"), "key:" + row.get("apiKey"))) {
        scopes.add(scope);
        switch (family) {
          // What leaves the treasury for a spend counts until it comes back.
          case "treasury" -> {
            String use = "use:" + scope + ":lifetime ";
            count(use + "class:" + row.get("class"), -amount);
            count(use + "model:" + row.get("model"), -amount);
          }
          case "held", "doubt" -> count("open:" + scope + " " + family, amount);
          default -> {}
        }
      }
    }

    private void count(String counter, long amount) {
      uses.merge(counter, amount, Math::addExact);
    }
  }

  /** What the books said at one moment. */
  private record Taken(
      Map<String, Long> balances, Map<String, String> ends, Map<String, Long> uses) {

    static Taken of(Response answer) {
      Map<String, Long> balances = new TreeMap<>();
      RedisHash.of(answer.get(0))
          .fields()
          .forEach((account, micros) -> balances.put(account, Long.parseLong(micros)));
      Map<String, Long> uses = new TreeMap<>();
      Response use = answer.get(2);
      for (int i = 0; i + 1 < use.size(); i += 2) {
        uses.merge(
            use.get(i).toString(), Long.parseLong(use.get(i + 1).toString()), Math::addExact);
      }
      return new Taken(balances, new TreeMap<>(RedisHash.of(answer.get(1)).fields()), uses);
    }

    AuditReport compare(Sums sums) {
      List<Difference> differences = new ArrayList<>();
      compare(balances, sums.balances, differences);
      compare(uses, sums.uses, differences);
      return new AuditReport(sums.rows, differences);
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

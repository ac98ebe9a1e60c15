package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.YearMonth;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What rows of the ledger come to: balances, and every counter that the scripts keep beside them.
 * It grows with accounts, teams, API keys and models, not with rows.
 */
final class RowSums {

  private static final String PAGE = "1000";
  private static final String SPENT = "spent:";
  private static final String CORRECTED = "corrected:";
  private static final String HELD = "held:";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, Map<String, Long>>> NUMBERS =
      new TypeReference<>() {};

  private final Map<String, Long> balances = new TreeMap<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private final Set<String> teams = new TreeSet<>();
  private long rows;

  Map<String, Long> balances() {
    return balances;
  }

  Map<String, Long> counters() {
    return counters;
  }

  /** Of whom there are rows. */
  Set<String> teams() {
    return teams;
  }

  long rows() {
    return rows;
  }

  /** Adds the rows of a month up to one of them. */
  Future<Void> addMonth(RedisLink redis, YearMonth month, String last) {
    return addPages(redis, month, "-", last);
  }

  /** What was added, to be added again by {@link #addPruned}. */
  String write() {
    return JSON.writeValueAsString(
        Map.of("balances", balances, "counters", counters, "rows", Map.of("all", rows)));
  }

  void add(RowSums others) {
    others.balances.forEach((name, micros) -> add(balances, name, micros));
    others.counters.forEach((name, micros) -> add(counters, name, micros));
    teams.addAll(others.teams);
    rows += others.rows;
  }

  /** Whoever has a balance of what is held has been there. */
  void addPruned(String written) {
    Map<String, Map<String, Long>> read = JSON.readValue(written, NUMBERS);
    read.getOrDefault("balances", Map.of()).keySet().stream()
        .filter(account -> account.startsWith(HELD))
        .map(account -> account.substring(HELD.length()))
        .forEach(teams::add);
    read.getOrDefault("balances", Map.of()).forEach((name, micros) -> add(balances, name, micros));
    read.getOrDefault("counters", Map.of()).forEach((name, micros) -> add(counters, name, micros));
    rows += read.getOrDefault("rows", Map.of()).getOrDefault("all", 0L);
  }

  private Future<Void> addPages(RedisLink redis, YearMonth month, String from, String last) {
    return redis
        .send(Command.XRANGE, RedisKeys.ledger(month), from, last, "COUNT", PAGE)
        .compose(
            page -> {
              if (page.size() == 0) {
                return Future.succeededFuture();
              }
              page.forEach(row -> add(month, RedisHash.of(row.get(1))));
              return addPages(redis, month, "(" + page.get(page.size() - 1).get(0), last);
            });
  }

  private void add(YearMonth month, RedisHash row) {
    rows++;
    long amount = Long.parseLong(row.get("amount"));
    add(balances, row.get("from"), -amount);
    add(balances, row.get("to"), amount);
    if (row.find("spend").isPresent()) {
      RedisHash order = RedisHash.ofJson(row.get("order"));
      String team = order.get("team");
      teams.add(team);
      move(team, what(order), row.get("from"), -amount);
      move(team, what(order), row.get("to"), amount);
      sumUp(month, summedAs(row) + " " + what(order), amount);
    }
  }

  private void move(String team, String what, String account, long amount) {
    String family = account.split(":", 2)[0];
    switch (family) {
      // What leaves the treasury for a spend counts until it comes back.
      case "treasury" -> add(counters, "use:" + team + ":lifetime " + what, -amount);
      case "held", "doubt" -> add(counters, "open:" + team + " " + family + " " + what, amount);
      default -> {}
    }
  }

  /** A settlement that was taken back is summed up on its own. */
  private static String summedAs(RedisHash row) {
    return row.get("from").startsWith(SPENT)
        ? CORRECTED + row.get("from").substring(SPENT.length())
        : row.get("to");
  }

  private void sumUp(YearMonth month, String what, long amount) {
    if (what.startsWith(SPENT) || what.startsWith(CORRECTED)) {
      add(counters, "sum:" + month + " " + what, amount);
      add(counters, "sum:" + month + " #" + what, 1);
    }
  }

  private static void add(Map<String, Long> sums, String name, long change) {
    sums.merge(name, change, Math::addExact);
  }

  private static String what(RedisHash order) {
    return String.join(
        " ",
        order.get("apiKey"),
        order.get("class"),
        order.get("model"),
        order.get("operation"),
        order.get("costCentre"));
  }
}

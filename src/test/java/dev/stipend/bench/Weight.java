package dev.stipend.bench;

import dev.stipend.bench.Purchases.Purchase;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What finished calls leave in Redis's memory, in all and by kinds of keys. */
final class Weight {

  private static final Pattern ID = Pattern.compile("[0-7][0-9a-hjkmnp-tv-z]{25}");
  private static final Pattern NUMBER = Pattern.compile("(team-|key_)\\d+");
  private static final Pattern WINDOW =
      Pattern.compile("\\d{4}-\\d{2}(-\\d{2}(T\\d{2}\\+\\d{4}|/7)?)?");
  private static final int TEAMS = 20;
  private static final String PAGE = "1000";

  /** So many keys of a kind are weighed, or all where there are fewer. */
  private static final int SAMPLES = 500;

  /** Of a large key, so many of its parts. */
  private static final String PARTS = "1000";

  private final Books books;
  private final Plan plan;

  Weight(Books books, Plan plan) {
    this.books = books;
    this.plan = plan;
  }

  /** On empty books: makes whole calls, and weighs before and after. */
  Result measure() {
    Purchases purchases = new Purchases(TEAMS);
    PaidCall call = new PaidCall(books, purchases);
    // Accounts, counters and scripts are there before the first one is weighed.
    Drive.count(books.loops(), plan.inFlight(), 10 * TEAMS, i -> make(call, purchases.next(i)));
    long before = memory();
    Drive.count(books.loops(), plan.inFlight(), plan.calls(), i -> make(call, purchases.next(i)));
    long grown = memory() - before;
    return new Result(plan.calls(), grown, families());
  }

  private static Future<?> make(PaidCall call, Purchase purchase) {
    return call.whole(purchase).compose(paid -> call.deliver(purchase));
  }

  private long memory() {
    return Long.parseLong(books.info("memory", "used_memory"));
  }

  private List<Family> families() {
    Map<String, Tally> tallies = new TreeMap<>();
    String cursor = "0";
    do {
      Response page = books.ask(Command.SCAN, cursor, "COUNT", PAGE);
      cursor = page.get(0).toString();
      for (Response name : page.get(1)) {
        tallies.computeIfAbsent(family(name.toString()), kind -> new Tally()).add(name.toString());
      }
    } while (!cursor.equals("0"));
    return tallies.entrySet().stream()
        .map(kind -> new Family(kind.getKey(), kind.getValue().keys, kind.getValue().bytes(books)))
        .toList();
  }

  private static String family(String name) {
    String text = ID.matcher(name).replaceAll("<id>");
    text = NUMBER.matcher(text).replaceAll("<$1…>");
    return WINDOW.matcher(text).replaceAll("<window>");
  }

  /**
   * Keys that differ only in ids and windows.
   *
   * @param bytes of all of them, from what the samples weigh
   */
  record Family(String name, long keys, long bytes) {}

  /**
   * What was weighed.
   *
   * @param grown bytes that Redis's memory grew by
   */
  record Result(int calls, long grown, List<Family> families) {

    /** Hash tables that find the keys, and what allocation rounds up. */
    long beyondKeys() {
      return grown - families.stream().mapToLong(Family::bytes).sum();
    }
  }

  private static final class Tally {
    private final List<String> samples = new ArrayList<>();
    private long keys;

    void add(String name) {
      keys++;
      if (samples.size() < SAMPLES) {
        samples.add(name);
      }
    }

    long bytes(Books books) {
      long sum = 0;
      for (String name : samples) {
        sum += books.ask(Command.MEMORY, "USAGE", name, "SAMPLES", PARTS).toLong();
      }
      return sum * keys / samples.size();
    }
  }
}

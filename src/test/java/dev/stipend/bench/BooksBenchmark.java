package dev.stipend.bench;

import dev.stipend.bench.PaidCall.Slot;
import dev.stipend.bench.Steps.Result;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the books and prints tables: {@code mvn -q pre-integration-test
 * exec:exec@books-benchmark}. What is measured, and how, is told in {@code docs/performance.md}.
 */
public final class BooksBenchmark {

  private static final List<Integer> LIMITS = List.of(1, 4, 12);
  private static final int LIMITS_USUAL = 4;

  private final Plan plan;

  BooksBenchmark(Plan plan) {
    this.plan = plan;
  }

  /** Takes words like {@code rows=10000000}; {@link Plan} tells them all. */
  public static void main(String[] words) {
    Plan plan = Plan.parse(String.join(" ", words));
    new BooksBenchmark(plan).run().forEach(System.out::println);
  }

  /** Everything, or how age changes it; as lines to print. */
  List<String> run() {
    List<String> lines = new ArrayList<>(List.of(machine()));
    warmUp();
    if (plan.rows() > 0) {
      lines.addAll(ages());
      return lines;
    }
    for (String fsync : plan.fsync()) {
      try (Books books = Books.start(fsync)) {
        lines.add(redis(books, fsync));
        lines.add(speed(books));
        lines.add(steps(books));
      }
    }
    try (Books books = Books.start("off")) {
      lines.add(weight(books));
    }
    return lines;
  }

  private void warmUp() {
    try (Books books = Books.start("off")) {
      books.begin(LIMITS_USUAL);
      new Speed(books, plan).warmUp();
    }
  }

  private String speed(Books books) {
    Map<String, Speed.Result> results = new LinkedHashMap<>();
    for (int limits : LIMITS) {
      books.begin(limits);
      results.put(limits + (limits == 1 ? " limit" : " limits"), new Speed(books, plan).measure());
    }
    return speed(results);
  }

  private static String speed(Map<String, Speed.Result> results) {
    Table table =
        new Table(
            "reserve",
            "gateway, 1/s",
            "its CPU, µs",
            "Redis CPU, µs",
            "scripts of it, µs",
            "redis-benchmark, 1/s",
            "Redis CPU, µs",
            "scripts of it, µs",
            "gateway / redis-benchmark");
    results.forEach(
        (name, result) -> {
          Cost gateway = result.gatewayCost();
          Cost floor = result.floorCost();
          table.row(
              name,
              gateway.perSecond(),
              gateway.gatewayMicrosPerCall(),
              gateway.redisMicrosPerCall(),
              gateway.scriptMicrosPerCall(),
              result.floorPerSecond(),
              floor.redisMicrosPerCall(),
              floor.scriptMicrosPerCall(),
              String.format(Locale.ROOT, "%.2f", gateway.perSecond() / result.floorPerSecond()));
        });
    return table.toString();
  }

  private String steps(Books books) {
    books.begin(LIMITS_USUAL);
    List<Result> results = new Steps(books, plan).measure();
    Table table =
        new Table(
            "step of a paid call, " + LIMITS_USUAL + " limits",
            "slot",
            "round trips",
            "Redis CPU, µs",
            "scripts of it, µs",
            "commands",
            "these, µs",
            "gateway CPU, µs");
    results.forEach(
        result -> step(table, result.step().name(), result.step().slot().word(), List.of(result)));
    step(table, "all", "", results);
    step(table, "all but the job's", "", of(results, List.of(Slot.MONEY, Slot.CALL)));
    step(table, "in the slot of the money", "", of(results, List.of(Slot.MONEY)));
    return table.toString();
  }

  private static List<Result> of(List<Result> results, List<Slot> slots) {
    return results.stream().filter(result -> slots.contains(result.step().slot())).toList();
  }

  private static void step(Table table, String name, String slot, List<Result> results) {
    table.row(
        name,
        slot,
        results.stream().mapToInt(result -> result.step().scripts() + result.step().others()).sum(),
        results.stream().mapToDouble(result -> result.cost().redisMicrosPerCall()).sum(),
        results.stream().mapToDouble(result -> result.cost().scriptMicrosPerCall()).sum(),
        results.stream().mapToDouble(result -> result.cost().commandsPerCall()).sum(),
        results.stream().mapToDouble(result -> result.cost().commandMicrosPerCall()).sum(),
        results.stream().mapToDouble(result -> result.cost().gatewayMicrosPerCall()).sum());
  }

  private String weight(Books books) {
    books.begin(LIMITS_USUAL);
    Weight.Result result = new Weight(books, plan).measure();
    Table table =
        new Table(
            "what %,d finished calls leave".formatted(result.calls()), "keys", "bytes a call");
    result.families().stream()
        .filter(kind -> kind.bytes() >= result.calls())
        .sorted((one, two) -> Long.compare(two.bytes(), one.bytes()))
        .forEach(
            kind -> table.row("`" + kind.name() + "`", kind.keys(), perCall(result, kind.bytes())));
    List<Weight.Family> small =
        result.families().stream().filter(kind -> kind.bytes() < result.calls()).toList();
    table.row(
        "all other keys",
        small.stream().mapToLong(Weight.Family::keys).sum(),
        perCall(result, small.stream().mapToLong(Weight.Family::bytes).sum()));
    table.row("Redis's own tables, and rounding up", "", perCall(result, result.beyondKeys()));
    table.row("all, as Redis's memory grew", "", perCall(result, result.grown()));
    String all = "100 million would take %,.0f GB".formatted(result.grown() * 0.1 / result.calls());
    return table + all + "\n";
  }

  private static double perCall(Weight.Result result, long bytes) {
    return (double) bytes / result.calls();
  }

  private List<String> ages() {
    try (Books books = Books.start(plan.fsync().getFirst())) {
      String redis = redis(books, plan.fsync().getFirst());
      Ages.Result result = new Ages(books, plan).measure();
      Map<String, Speed.Result> speeds = new LinkedHashMap<>();
      speeds.put("%,d rows".formatted(result.young().rows()), result.young().speed());
      speeds.put("%,d rows".formatted(result.old().rows()), result.old().speed());
      String filled =
          "The rows were made in %,d s; Redis uses %s.%n"
              .formatted(result.filling().toSeconds(), result.memory());
      return List.of(redis, filled, speed(speeds), readings(result));
    }
  }

  private static String readings(Ages.Result result) {
    Table table =
        new Table(
            "reading, one at a time",
            "before: median, µs",
            "99 %, µs",
            "Redis CPU, µs",
            "after: median, µs",
            "99 %, µs",
            "Redis CPU, µs");
    for (int i = 0; i < result.old().readings().size(); i++) {
      Ages.Reading young = result.young().readings().get(i);
      Ages.Reading old = result.old().readings().get(i);
      table.row(
          young.name(),
          young.medianNanos() / 1000,
          young.slowNanos() / 1000,
          young.cost().redisMicrosPerCall(),
          old.medianNanos() / 1000,
          old.slowNanos() / 1000,
          old.cost().redisMicrosPerCall());
    }
    return table.toString();
  }

  private String machine() {
    return "%s, %d cores, load before %.2f, Java %s, %d in flight, %d × %d ms%n"
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.MINUTES),
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            Runtime.version(),
            plan.inFlight(),
            plan.rounds(),
            plan.round().toMillis());
  }

  private static String redis(Books books, String fsync) {
    String appending = fsync.equals("off") ? "nothing on disk" : "appendfsync " + fsync;
    return "Redis %s, %s%n".formatted(books.info("server", "redis_version"), appending);
  }
}

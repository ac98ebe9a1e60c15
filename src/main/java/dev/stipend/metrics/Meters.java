package dev.stipend.metrics;

import dev.stipend.call.CallObserver;
import dev.stipend.job.Job;
import dev.stipend.job.JobEnds;
import dev.stipend.job.JobState;
import dev.stipend.money.Money;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Reconciled;
import dev.stipend.treasury.ReconciliationBooks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The counters and gauges of the gateway, each with its name in one place. */
public final class Meters implements CallObserver, JobEnds {

  private static final int TEAMS_MAX = 100;
  private static final String OTHER_TEAM = "other";
  private static final int MICROS_PER_DOLLAR = 1_000_000;

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> levels = new ConcurrentHashMap<>();
  private final Map<String, Boolean> teams = new ConcurrentHashMap<>();

  public Meters(MeterRegistry registry, String version) {
    this.registry = registry;
    Gauge.builder("stipend.build.info", () -> 1).tag("version", version).register(registry);
  }

  @Override
  public void surprised(String kind) {
    Counter.builder("stipend.quote.mismatch")
        .description("Offers of the seller that were not trusted")
        .tag("kind", kind)
        .register(registry)
        .increment();
  }

  @Override
  public void paid(TeamId team, String model, String end, Money amount) {
    Counter.builder("stipend.payments")
        .description("Authorized payments by how they ended for the call")
        .tag("state", end)
        .register(registry)
        .increment();
    if (end.equals("settled")) {
      Counter.builder("stipend.spend.usd")
          .description("Dollars settled by calls of this process")
          .tag("team", bounded(team))
          .tag("model", model)
          .register(registry)
          .increment(dollars(amount.micros()));
    }
  }

  @Override
  public void ended(Job job, JobState state) {
    Counter.builder("stipend.jobs")
        .description("Jobs by how they ended")
        .tag("model", job.model())
        .tag("result", state.text())
        .register(registry)
        .increment();
  }

  /** What a search of the chain found of the transfers out of the wallet. */
  public void reconciled(Reconciled done) {
    done.counts()
        .forEach(
            (found, count) -> {
              if (found != ReconciliationBooks.Found.KNOWN) {
                Counter.builder("stipend.reconciled")
                    .description("Transfers out of the wallet by what the books had to say of them")
                    .tag("found", found.name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .increment(count);
              }
            });
  }

  /** One answered request; the route is a pattern, never a path. */
  public void answered(String route, int status, Duration took) {
    Timer.builder("stipend.request.duration")
        .description("Time from the request to its answer")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(took);
  }

  /** An amount that is now, of an account or a balance. */
  public void amount(String name, String description, long micros) {
    level("stipend." + name + ".usd", description, MICROS_PER_DOLLAR).set(micros);
  }

  /** A number that is now. */
  public void count(String name, String description, long number) {
    level("stipend." + name, description, 1).set(number);
  }

  private AtomicLong level(String name, String description, int unit) {
    return levels.computeIfAbsent(
        name,
        created -> {
          AtomicLong level = new AtomicLong();
          Gauge.builder(created, level, value -> (double) value.get() / unit)
              .description(description)
              .register(registry);
          return level;
        });
  }

  /** A label value for each of the first hundred teams; the rest share one. */
  private String bounded(TeamId team) {
    if (teams.containsKey(team.value())) {
      return team.value();
    }
    if (teams.size() >= TEAMS_MAX) {
      return OTHER_TEAM;
    }
    teams.put(team.value(), true);
    return team.value();
  }

  private static double dollars(long micros) {
    return (double) micros / MICROS_PER_DOLLAR;
  }
}

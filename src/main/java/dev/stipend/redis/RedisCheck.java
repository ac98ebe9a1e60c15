package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at Redis before money depends on it: that it forgets nothing by itself, understands what it
 * will be asked, and that its clock, which opens the months of the ledger, agrees with ours, which
 * opens those of the budgets. Asked by INFO and TIME, which hosted ones allow, too.
 */
public final class RedisCheck {

  /** How long a Redis that is still loading, or silent, is waited for. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(RedisCheck.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration CLOCKS_APART_WARN = Duration.ofSeconds(2);
  private static final Duration CLOCKS_APART_MAX = Duration.ofSeconds(60);
  private static final int MAJOR_MIN = 6;
  private static final int MINOR_MIN = 2;
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(\\..*)?");
  private static final List<String> PASSING =
      List.of("LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN");

  private final Vertx vertx;
  private final RedisLink redis;
  private final InstantSource clock;

  private RedisCheck(Vertx vertx, RedisLink redis, InstantSource clock) {
    this.vertx = vertx;
    this.redis = redis;
    this.clock = clock;
  }

  /** Fails on a Redis that money must not depend on; says loudly what it cannot find out. */
  public static Future<Void> refuseIfUnfit(Vertx vertx, RedisLink redis, InstantSource clock) {
    RedisCheck check = new RedisCheck(vertx, redis, clock);
    return check.untilAnswered(clock.instant().plus(PATIENCE));
  }

  private Future<Void> untilAnswered(Instant deadline) {
    return once()
        .recover(
            failure -> {
              if (!isPassing(failure) || clock.instant().isAfter(deadline)) {
                return Future.failedFuture(failure);
              }
              LOG.atWarn()
                  .addKeyValue("reason", failure.toString())
                  .log("Redis is not ready yet, it will be asked again");
              return vertx
                  .timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                  .compose(again -> untilAnswered(deadline));
            });
  }

  private Future<Void> once() {
    return told(Command.INFO)
        .compose(
            nodes -> {
              if (nodes.isEmpty()) {
                checkInfo(Map.of());
              }
              nodes.forEach(info -> checkInfo(fields(info.toString())));
              Instant before = clock.instant();
              return told(Command.TIME)
                  .map(
                      times -> {
                        checkClocks(before, times);
                        return null;
                      });
            });
  }

  /**
   * Of every node of a cluster: books, jobs and names of calls go by the clocks of theirs. Nothing
   * when this Redis does not let us ask.
   */
  private Future<List<Response>> told(Command command) {
    return redis
        .sendToAll(command)
        .recover(
            failure ->
                isForbidden(failure)
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure));
  }

  private void checkInfo(Map<String, String> info) {
    checkVersion(info.getOrDefault("redis_version", ""));
    String policy = info.getOrDefault("maxmemory_policy", "");
    if (policy.isEmpty()) {
      LOG.atWarn()
          .log(
              "Redis does not tell whether it may evict keys, and keys are money: make sure that"
                  + " its maxmemory-policy is noeviction");
    } else if (!policy.equals("noeviction")) {
      throw new IllegalStateException(
          "Redis may evict keys (maxmemory-policy is "
              + policy
              + "), and keys are money: set it to noeviction");
    }
    switch (info.getOrDefault("aof_enabled", "")) {
      case "1" -> LOG.atDebug().log("Redis keeps an append-only file");
      case "0" ->
          LOG.atWarn()
              .log(
                  "Redis keeps no append-only file: a crash of Redis forgets who spent what; set"
                      + " appendonly yes");
      default ->
          LOG.atWarn()
              .log("Redis does not tell whether it keeps an append-only file: make sure it does");
    }
  }

  private void checkVersion(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.matches()) {
      LOG.atWarn().log("Redis does not tell its version: make sure that it is 6.2 or newer");
      return;
    }
    int major = Integer.parseInt(numbers.group(1));
    int minor = Integer.parseInt(numbers.group(2));
    if (major < MAJOR_MIN || (major == MAJOR_MIN && minor < MINOR_MIN)) {
      throw new IllegalStateException("Redis is " + version + ", but must be 6.2 or newer");
    }
    if (redis.asksTheDisk() && (major < 7 || (major == 7 && minor < MINOR_MIN))) {
      throw new IllegalStateException(
          "Redis is " + version + ", but redisDurability disk needs 7.2 or newer");
    }
  }

  private void checkClocks(Instant before, List<Response> times) {
    if (times.isEmpty()) {
      LOG.atWarn().log("Redis does not tell its time: make sure that its clock is right");
    }
    Instant after = clock.instant();
    times.forEach(time -> checkClock(before, RedisLink.instant(time), after));
  }

  /** Redis read its clock between two readings of ours, so the way there does not count. */
  private static void checkClock(Instant before, Instant theirs, Instant after) {
    Duration apart = apart(before, theirs, after);
    if (apart.compareTo(CLOCKS_APART_MAX) > 0) {
      throw new IllegalStateException(
          "the clocks of Redis and of this machine are "
              + apart.toSeconds()
              + " s apart, so that budgets and ledger would be of different months: set them right");
    }
    if (apart.compareTo(CLOCKS_APART_WARN) > 0) {
      LOG.atWarn()
          .addKeyValue("seconds", apart.toSeconds())
          .log("the clocks of Redis and of this machine are apart: set them right");
    }
  }

  private static Duration apart(Instant before, Instant theirs, Instant after) {
    if (theirs.isBefore(before)) {
      return Duration.between(theirs, before);
    }
    return theirs.isAfter(after) ? Duration.between(after, theirs) : Duration.ZERO;
  }

  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }

  private static boolean isForbidden(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return failure instanceof ErrorType
        && (text.startsWith("NOPERM") || text.contains("unknown command"));
  }

  private static boolean isPassing(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return failure instanceof TimeoutException || PASSING.stream().anyMatch(text::startsWith);
  }
}

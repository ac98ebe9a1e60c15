package dev.stipend.bench;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.redis.client.Command;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was used up so far.
 *
 * @param gatewayNanos CPU of all threads of this process
 * @param redisMicros CPU of the thread of Redis that runs commands, sockets included
 * @param scripts how many scripts ran
 * @param scriptMicros how long they ran, with what they called
 */
record Meter(long nanos, long gatewayNanos, long redisMicros, long scripts, long scriptMicros) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final Pattern SCRIPTS =
      Pattern.compile("(?m)^cmdstat_eval(?:sha)?:calls=(\\d+),usec=(\\d+),");

  static Meter read(Books books) {
    long runs = 0;
    long micros = 0;
    Matcher line = SCRIPTS.matcher(books.ask(Command.INFO, "commandstats").toString());
    while (line.find()) {
      runs += number(line.group(1));
      micros += number(line.group(2));
    }
    long redis =
        micros(books.info("cpu", "used_cpu_user_main_thread"))
            + micros(books.info("cpu", "used_cpu_sys_main_thread"));
    return new Meter(System.nanoTime(), SYSTEM.getProcessCpuTime(), redis, runs, micros);
  }

  /** What was used up between an earlier reading and this one, for so many calls. */
  Cost since(Meter before, long calls) {
    return new Cost(
        calls,
        nanos - before.nanos,
        gatewayNanos - before.gatewayNanos,
        redisMicros - before.redisMicros,
        scripts - before.scripts,
        scriptMicros - before.scriptMicros);
  }

  /** Seconds with six decimals. */
  private static long micros(String seconds) {
    return number(seconds.replace(".", ""));
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }
}

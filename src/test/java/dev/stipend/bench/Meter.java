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
 * @param scripts all that ran, with what they called
 * @param commands all others, whether called by scripts or not
 */
record Meter(long nanos, long gatewayNanos, long redisMicros, Ran scripts, Ran commands) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final Pattern COMMAND =
      Pattern.compile("(?m)^cmdstat_([^:]+):calls=(\\d+),usec=(\\d+),");

  static Meter read(Books books) {
    Ran scripts = new Ran(0, 0);
    Ran commands = new Ran(0, 0);
    Matcher line = COMMAND.matcher(books.ask(Command.INFO, "commandstats").toString());
    while (line.find()) {
      Ran ran = new Ran(number(line.group(2)), number(line.group(3)));
      if (line.group(1).startsWith("eval")) {
        scripts = scripts.plus(ran);
      } else {
        commands = commands.plus(ran);
      }
    }
    long redis =
        micros(books.info("cpu", "used_cpu_user_main_thread"))
            + micros(books.info("cpu", "used_cpu_sys_main_thread"));
    return new Meter(System.nanoTime(), SYSTEM.getProcessCpuTime(), redis, scripts, commands);
  }

  /** What was used up between an earlier reading and this one, for so many calls. */
  Cost since(Meter before, long calls) {
    return new Cost(
        calls,
        nanos - before.nanos,
        gatewayNanos - before.gatewayNanos,
        redisMicros - before.redisMicros,
        scripts.minus(before.scripts),
        commands.minus(before.commands));
  }

  /** Seconds with six decimals. */
  private static long micros(String seconds) {
    return number(seconds.replace(".", ""));
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  /**
   * Of some commands, how often they ran and how long.
   *
   * @param micros by the wall clock
   */
  record Ran(long times, long micros) {

    Ran plus(Ran other) {
      return new Ran(times + other.times, micros + other.micros);
    }

    Ran minus(Ran other) {
      return new Ran(times - other.times, micros - other.micros);
    }
  }
}

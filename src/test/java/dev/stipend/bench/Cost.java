package dev.stipend.bench;

import dev.stipend.bench.Meter.Ran;

/** What a number of calls took together; {@link Meter} tells of what. */
record Cost(
    long calls, long nanos, long gatewayNanos, long redisMicros, Ran scripts, Ran commands) {

  Cost plus(Cost other) {
    return new Cost(
        calls + other.calls,
        nanos + other.nanos,
        gatewayNanos + other.gatewayNanos,
        redisMicros + other.redisMicros,
        scripts.plus(other.scripts),
        commands.plus(other.commands));
  }

  double perSecond() {
    return calls * 1e9 / nanos;
  }

  double gatewayMicrosPerCall() {
    return gatewayNanos / 1e3 / calls;
  }

  double redisMicrosPerCall() {
    return perCall(redisMicros);
  }

  double scriptMicrosPerCall() {
    return perCall(scripts.micros());
  }

  double commandMicrosPerCall() {
    return perCall(commands.micros());
  }

  double commandsPerCall() {
    return perCall(commands.times());
  }

  private double perCall(long sum) {
    return (double) sum / calls;
  }
}

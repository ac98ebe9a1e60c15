package dev.stipend.bench;

/** What a number of calls took together. */
record Cost(
    long calls, long nanos, long gatewayNanos, long redisMicros, long scripts, long scriptMicros) {

  Cost plus(Cost other) {
    return new Cost(
        calls + other.calls,
        nanos + other.nanos,
        gatewayNanos + other.gatewayNanos,
        redisMicros + other.redisMicros,
        scripts + other.scripts,
        scriptMicros + other.scriptMicros);
  }

  double perSecond() {
    return calls * 1e9 / nanos;
  }

  double gatewayMicrosPerCall() {
    return gatewayNanos / 1e3 / calls;
  }

  double redisMicrosPerCall() {
    return (double) redisMicros / calls;
  }

  /** Of Redis's CPU, what it spent in scripts; the rest is sockets, parsing and other commands. */
  double scriptMicrosPerCall() {
    return (double) scriptMicros / calls;
  }
}

package dev.stipend.team;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Authenticates from memory, and asks the register again when what it remembers is older than a
 * second: so a revoked API key is refused everywhere within that second, without any message that
 * could be lost, and a busy key costs the register one look-up a second. Secrets that open nothing
 * are not remembered: whoever guesses would fill the memory with them.
 */
public final class Callers {

  private static final Duration REMEMBERED = Duration.ofSeconds(1);
  private static final int REMEMBERED_MAX = 10_000;

  private final Directory directory;
  private final byte[] pepper;
  private final InstantSource clock;
  private final Map<SecretHash, Remembered> memory = new ConcurrentHashMap<>();

  public Callers(Directory directory, byte[] pepper, InstantSource clock) {
    this.directory = directory;
    this.pepper = pepper.clone();
    this.clock = clock;
  }

  public Future<Optional<Caller>> authenticate(ApiSecret secret) {
    if (secret.isMistyped()) {
      return Future.succeededFuture(Optional.empty());
    }
    SecretHash hash = secret.hash(pepper);
    Instant now = clock.instant();
    Remembered known = memory.get(hash);
    if (known != null && now.isBefore(known.until())) {
      return Future.succeededFuture(Optional.of(known.caller()));
    }
    return directory
        .findCaller(hash)
        .onSuccess(found -> found.ifPresent(caller -> remember(hash, caller, now)));
  }

  private void remember(SecretHash hash, Caller caller, Instant asked) {
    if (memory.size() >= REMEMBERED_MAX) {
      memory.values().removeIf(entry -> !asked.isBefore(entry.until()));
    }
    if (memory.size() < REMEMBERED_MAX) {
      memory.put(hash, new Remembered(caller, asked.plus(REMEMBERED)));
    }
  }

  private record Remembered(Caller caller, Instant until) {}
}

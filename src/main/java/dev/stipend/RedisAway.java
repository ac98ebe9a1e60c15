package dev.stipend;

import dev.stipend.config.RedisSettings;
import dev.stipend.config.SettingNames;
import dev.stipend.ledger.BooksUnavailableException;
import io.vertx.core.Future;
import java.net.URI;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says of a Redis that does not answer where it was looked for, and which setting says so. */
final class RedisAway {

  private RedisAway() {}

  static <T> Function<Throwable, Future<T>> from(RedisSettings settings) {
    return failure ->
        Future.failedFuture(
            failure instanceof BooksUnavailableException
                    && settings instanceof RedisSettings.External external
                ? new IllegalStateException(message(external, failure), failure)
                : failure);
  }

  /** Without what the addresses hold before the host: it may be a password. */
  private static String message(RedisSettings.External settings, Throwable failure) {
    String where = settings.urls().stream().map(RedisAway::place).collect(Collectors.joining(", "));
    String reason =
        failure.getCause() == null || failure.getCause().getMessage() == null
            ? "no answer"
            : failure.getCause().getMessage().lines().findFirst().orElse("no answer");
    return "Redis at %s does not answer (%s). Is it running, and can it be reached from here? Its address is the setting redis (%s)."
        .formatted(where, reason, SettingNames.variable("redis"));
  }

  private static String place(URI url) {
    return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
  }
}

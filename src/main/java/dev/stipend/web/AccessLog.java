package dev.stipend.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line per request, as fields. Never a header, a query or a body. */
public final class AccessLog implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger("access");
  private static final String TEAM = "stipend.team";
  private static final String API_KEY_ID = "stipend.apiKeyId";
  private static final int PATH_MAX = 200;

  private final LongSupplier nanoTime;
  private final Observer observer;

  public AccessLog(LongSupplier nanoTime, Observer observer) {
    this.nanoTime = nanoTime;
    this.observer = observer;
  }

  /** Says on whose behalf a request runs, once that is known. */
  public static void caller(RoutingContext context, @Nullable String team, String apiKeyId) {
    if (team != null) {
      context.put(TEAM, team);
    }
    context.put(API_KEY_ID, apiKeyId);
  }

  @Override
  public void handle(RoutingContext context) {
    long start = nanoTime.getAsLong();
    context.addEndHandler(
        end -> {
          long nanos = nanoTime.getAsLong() - start;
          log(context, nanos, end.succeeded());
          observer.answered(
              Objects.requireNonNullElse(route(context), "none"),
              context.response().getStatusCode(),
              Duration.ofNanos(nanos));
        });
    context.next();
  }

  private static void log(RoutingContext context, long nanos, boolean answered) {
    var request = context.request();
    var response = context.response();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("request_id", RequestIds.of(context))
            .addKeyValue("method", request.method().name())
            .addKeyValue("path", shown(request.path()))
            .addKeyValue("status", response.getStatusCode())
            .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
            .addKeyValue("bytes_in", request.bytesRead())
            .addKeyValue("bytes_out", response.bytesWritten())
            .addKeyValue("answered", answered);
    line = with(line, "route", route(context));
    line = with(line, "team", context.get(TEAM));
    line = with(line, "api_key_id", context.get(API_KEY_ID));
    line.log("request");
  }

  private static LoggingEventBuilder with(
      LoggingEventBuilder line, String name, @Nullable Object value) {
    return value == null ? line : line.addKeyValue(name, value);
  }

  private static @Nullable String route(RoutingContext context) {
    Route route = context.currentRoute();
    return route == null ? null : route.getPath();
  }

  private static String shown(@Nullable String path) {
    if (path == null) {
      return "";
    }
    return path.length() <= PATH_MAX ? path : path.substring(0, PATH_MAX) + "…";
  }

  /** Counts answers; the route is a pattern, never a path. */
  @FunctionalInterface
  public interface Observer {
    void answered(String route, int status, Duration took);
  }
}

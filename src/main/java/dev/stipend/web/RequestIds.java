package dev.stipend.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives every request an id, its client's own where that is a sane one, and answers with it. */
public final class RequestIds implements Handler<RoutingContext> {

  public static final String HEADER = "X-Request-ID";

  private static final String SLOT = "stipend.requestId";
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Supplier<String> newId;

  public RequestIds() {
    this(() -> "req_" + UUID.randomUUID().toString().replace("-", ""));
  }

  RequestIds(Supplier<String> newId) {
    this.newId = newId;
  }

  @Override
  public void handle(RoutingContext context) {
    String given = context.request().getHeader(HEADER);
    String id = given != null && SANE.matcher(given).matches() ? given : newId.get();
    context.put(SLOT, id);
    context.response().putHeader(HEADER, id);
    context.next();
  }

  /** The id of a request; {@code unknown} only where this handler was left out. */
  public static String of(RoutingContext context) {
    @Nullable String id = context.get(SLOT);
    return id == null ? "unknown" : id;
  }
}

package dev.stipend.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code GET /docs/errors}: where the link in every error leads. */
public final class ErrorsPage {

  private final String text;

  /** Reads the page from the jar. */
  public ErrorsPage() {
    try (InputStream in = ErrorsPage.class.getResourceAsStream("/docs/errors.md")) {
      if (in == null) {
        throw new IllegalStateException("docs/errors.md is not in the jar");
      }
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Future<Void> answer(RoutingContext context) {
    return context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=3600")
        .end(text);
  }
}

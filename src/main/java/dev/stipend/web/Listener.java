package dev.stipend.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Listens on a port from one event loop, and does nothing else. */
public final class Listener extends VerticleBase {

  /** In a form a prompt is a field, and some are long. */
  private static final int FORM_FIELD_MAX = 256 * 1024;

  private final Router router;
  private final String host;
  private final int port;
  private final Duration idleMax;
  private volatile @Nullable HttpServer server;

  /**
   * Will serve one router.
   *
   * @param idleMax longer than the slowest answer: who is cut off while paying would try again
   */
  public Listener(Router router, String host, int port, Duration idleMax) {
    this.router = router;
    this.host = host;
    this.port = port;
    this.idleMax = idleMax;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxFormAttributeSize(FORM_FIELD_MAX)
            .setIdleTimeout(Math.toIntExact(idleMax.toSeconds()))
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    HttpServer created = vertx.createHttpServer(options).requestHandler(router);
    server = created;
    return created.listen(port, host);
  }

  /** What is served: every route of the port. */
  public Router router() {
    return router;
  }

  /** The port that was taken where any was asked for. */
  public int port() {
    return Objects.requireNonNull(server, "not deployed").actualPort();
  }

  /** Accepts nothing new, answers what is under way, and closes what is left after that time. */
  public Future<Void> drain(Duration atMost) {
    return Objects.requireNonNull(server, "not deployed")
        .shutdown(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}

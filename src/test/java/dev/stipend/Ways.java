package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Two sockets as one way through a frontier. */
final class Ways {

  private static final String LOOPBACK = "127.0.0.1";

  private Ways() {}

  /** Listens on the event loop of the frontier, until it is cut. */
  static Future<NetServer> open(Frontier frontier, Neighbours world, NetServer server) {
    return on(
        world,
        () -> {
          frontier.wall(() -> server.close());
          return server.listen(0, LOOPBACK);
        });
  }

  static <T> Future<T> on(Neighbours world, Supplier<Future<T>> step) {
    Promise<T> promise = Promise.promise();
    world.run(() -> step.get().onComplete(promise));
    return promise.future();
  }

  /** Nothing is read before both ends are there; when one ends, so does the other. */
  static void join(
      Frontier frontier,
      Neighbours world,
      NetSocket near,
      int port,
      Consumer<NetSocket> bothAreThere) {
    if (frontier.isCut()) {
      near.close();
      return;
    }
    near.pause();
    frontier.wall(near::close);
    world
        .client()
        .connect(port, LOOPBACK)
        .onSuccess(
            far -> {
              if (frontier.isCut()) {
                far.close();
                return;
              }
              frontier.wall(far::close);
              bothAreThere.accept(far);
              near.closeHandler(ended -> far.close());
              far.closeHandler(ended -> near.close());
              near.resume();
            })
        .onFailure(failure -> near.close());
  }
}

package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.Moment.When;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;

/** The way of the clients to the gateway. */
final class ClientDoor {

  static final String ANSWER = "answer to a client";

  private static final String GOOD = "HTTP/1.1 20";

  private final Frontier frontier;
  private final Neighbours world;
  private final NetServer server;
  private volatile int gateway;

  ClientDoor(Frontier frontier, Neighbours world) {
    this.frontier = frontier;
    this.world = world;
    this.server = world.vertx().createNetServer().connectHandler(this::pass);
  }

  Future<NetServer> open() {
    return Ways.open(frontier, world, server);
  }

  URI lead(URI listening) {
    gateway = listening.getPort();
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void pass(NetSocket client) {
    Ways.join(
        frontier,
        world,
        client,
        gateway,
        beyond -> {
          client.handler(
              bytes -> {
                if (!frontier.isCut()) {
                  var _ = beyond.write(bytes);
                }
              });
          beyond.handler(bytes -> answer(bytes, client));
        });
  }

  private void answer(Buffer bytes, NetSocket client) {
    boolean begins =
        bytes.length() > GOOD.length() && bytes.getString(0, GOOD.length()).equals(GOOD);
    if (begins ? frontier.passes(ANSWER, When.BEFORE) : !frontier.isCut()) {
      var _ = client.write(bytes);
    }
  }
}

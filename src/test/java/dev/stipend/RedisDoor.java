package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.Moment.When;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;

/** The way to Redis: it knows each request by the script that it runs, and each reply likewise. */
final class RedisDoor {

  private final Frontier frontier;
  private final Neighbours world;
  private final URI redis;
  private final NetServer server;

  RedisDoor(Frontier frontier, Neighbours world) {
    this.frontier = frontier;
    this.world = world;
    this.redis = URI.create(world.redis());
    this.server = world.vertx().createNetServer().connectHandler(this::pass);
  }

  Neighbours world() {
    return world;
  }

  Future<NetServer> open() {
    return Ways.open(frontier, world, server);
  }

  String url() {
    return world.redis().replace(":" + redis.getPort(), ":" + server.actualPort());
  }

  private void pass(NetSocket gateway) {
    Ways.join(
        frontier,
        world,
        gateway,
        redis.getPort(),
        beyond -> {
          Deque<String> asked = new ArrayDeque<>();
          RespFrames requests = new RespFrames();
          RespFrames replies = new RespFrames();
          gateway.handler(bytes -> requests.add(bytes).forEach(each -> ask(each, asked, beyond)));
          beyond.handler(bytes -> replies.add(bytes).forEach(each -> answer(each, asked, gateway)));
        });
  }

  private void ask(Buffer request, Deque<String> asked, NetSocket beyond) {
    String step = world.scripts().of(RespFrames.texts(request));
    if (frontier.passes(step, When.BEFORE)) {
      asked.add(step);
      var _ = beyond.write(request);
    }
  }

  /** A claim that took nothing is no step: nobody has begun anything. */
  private void answer(Buffer reply, Deque<String> asked, NetSocket gateway) {
    String step = asked.remove();
    boolean isEmpty = reply.toString().equals("*0\r\n") || reply.getByte(0) == '-';
    if (isEmpty ? !frontier.isCut() : frontier.passes(step, When.AFTER)) {
      var _ = gateway.write(reply);
    }
  }
}

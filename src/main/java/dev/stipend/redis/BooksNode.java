package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Finds, in a cluster, the one node that has the slot of the books, and connects to it directly.
 *
 * <p>The cluster client of the library would follow a redirection by ASK. That is right for a
 * command on one key and wrong for the books: while their slot moves from one node to another, a
 * script that was redirected finds some of the keys and not the others, a balance without its
 * limits. On a plain connection the redirection is an error, and nothing is changed: no script has
 * a key that exists as its KEYS[1], so a node that gives the slot away redirects every one of them.
 */
final class BooksNode implements Connector {

  private final List<String> seeds;
  private final Function<String, Redis> clients;
  private final Map<String, Redis> open = new ConcurrentHashMap<>();
  private final Set<String> nodes = new ConcurrentSkipListSet<>();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Asks whichever node answers.
   *
   * @param seeds addresses as URLs
   * @param clients makes the client of one node from its URL
   */
  BooksNode(List<String> seeds, Function<String, Redis> clients) {
    this.seeds = List.copyOf(seeds);
    this.clients = clients;
  }

  @Override
  public Future<RedisConnection> connect() {
    List<String> known = new ArrayList<>(seeds);
    nodes.stream().filter(node -> !seeds.contains(node)).forEach(known::add);
    return ask(known, turn.getAndIncrement(), known.size())
        .compose(address -> client(address).connect());
  }

  @Override
  public Future<Void> close() {
    return Future.join(open.values().stream().map(Redis::close).toList()).mapEmpty();
  }

  /** Another node is asked first each time: the one asked before may be cut off from the rest. */
  private Future<String> ask(List<String> known, int first, int left) {
    String node = known.get(Math.floorMod(first, known.size()));
    return owner(node)
        .recover(
            failure -> left > 1 ? ask(known, first + 1, left - 1) : Future.failedFuture(failure));
  }

  private Future<String> owner(String node) {
    return client(node)
        .connect()
        .compose(
            connection ->
                Future.all(
                        connection.send(
                            Request.cmd(Command.CLUSTER).arg("KEYSLOT").arg(RedisKeys.BOOKS)),
                        connection.send(Request.cmd(Command.CLUSTER).arg("SLOTS")))
                    .eventually(connection::close)
                    .compose(
                        both ->
                            master(
                                node,
                                both.<Response>resultAt(0).toInteger(),
                                both.<Response>resultAt(1))));
  }

  private Future<String> master(String asked, int slot, Response ranges) {
    Optional<String> owner = Optional.empty();
    for (Response range : ranges) {
      String master = url(asked, range.get(2));
      nodes.add(master);
      if (range.get(0).toInteger() <= slot && slot <= range.get(1).toInteger()) {
        owner = Optional.of(master);
      }
    }
    return owner
        .map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture("no node of the cluster has the slot of the books"));
  }

  /** The same scheme and user as those of the node that was asked; it may not know its own host. */
  private static String url(String asked, Response node) {
    int path = asked.indexOf("://") + 3;
    int host = asked.indexOf('@', path) + 1;
    String user = asked.substring(0, Math.max(path, host));
    String own = asked.substring(user.length()).replaceFirst(":\\d+(/.*)?$", "");
    String told = node.get(0) == null ? "" : node.get(0).toString();
    String name = told.isEmpty() || told.equals("?") ? own : told;
    return user
        + (name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name)
        + ":"
        + node.get(1).toInteger();
  }

  private Redis client(String url) {
    return open.computeIfAbsent(url, clients);
  }
}

package dev.stipend.redis;

import dev.stipend.ledger.BooksUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisCluster;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How everything here speaks to Redis: commands, and scripts.
 *
 * <p>A command is sent once. When its connection breaks or is given up, it fails, and its effect is
 * not known. A script of the books is sent a second time then, within the same deadline and over a
 * new connection: each answers what it did before instead of doing it again, because it knows its
 * spend, or its deposits, by id. After the deadline nothing is repeated.
 *
 * <p>Authorizations that wait for a replica or a disk go over connections of their own, since that
 * stops everything behind it.
 */
public final class RedisLink {

  /** Errors by which Redis says that it cannot serve at the moment. */
  private static final List<String> AWAY =
      List.of(
          "LOADING",
          "READONLY",
          "MASTERDOWN",
          "NOREPLICAS",
          "MISCONF",
          "MOVED",
          "ASK",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "BUSY",
          "OOM");

  private final Lane general;
  private final Lane books;
  private final Lane authorizations;
  private final Connector listening;
  private final Witness witness;
  private final BooksGuard guard = new BooksGuard();
  private final boolean isCluster;
  private final boolean asksTheDisk;
  private final Duration timeout;

  /**
   * Speaks through one client, and leaves it to that Redis how durable it is.
   *
   * @param timeout after which a command counts as unanswered
   */
  public RedisLink(Redis redis, Duration timeout) {
    this(RedisRoutes.of(redis), timeout);
  }

  /** Speaks to wherever each kind of command must go. */
  public RedisLink(RedisRoutes routes, Duration timeout) {
    this.general = new Lane(routes.general());
    this.isCluster = !routes.general().equals(routes.books());
    this.books = isCluster ? new Lane(routes.books()) : general;
    this.authorizations =
        routes.durability() == Durability.MASTER ? books : new Lane(routes.books());
    this.listening = routes.books();
    this.witness = new Witness(routes.durability());
    this.asksTheDisk = routes.durability() == Durability.DISK;
    this.timeout = timeout;
  }

  /** Fails when there is no answer in time; what was sent then may still have its effect. */
  public Future<Response> send(Request request) {
    return guard.isLost()
        ? Future.failedFuture(guard.failure())
        : ask(general, connection -> connection.send(request));
  }

  Future<Response> send(Command command, String... arguments) {
    Request request = Request.cmd(command);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return send(request);
  }

  /** The answers of all nodes that hold data; of a Redis that is no cluster, its own. */
  Future<List<Response>> sendToAll(Command command) {
    return isCluster
        ? ask(
            general, connection -> RedisCluster.create(connection).onAllNodes(Request.cmd(command)))
        : send(command).map(List::of);
  }

  /**
   * What time it is where the books are. Their scripts go by that clock, so that whoever reads what
   * these wrote does, too: a command without a key would ask any node of a cluster.
   */
  Future<Instant> booksTime() {
    return guard.isLost()
        ? Future.failedFuture(guard.failure())
        : ask(books, connection -> connection.send(Request.cmd(Command.TIME)))
            .map(RedisLink::instant);
  }

  static Instant instant(Response time) {
    return Instant.ofEpochSecond(
        time.get(0).toLong(), TimeUnit.MICROSECONDS.toNanos(time.get(1).toLong()));
  }

  Future<Response> run(Script script, String key, String... arguments) {
    return tell(script, key, arguments).map(Ran::answer);
  }

  /** Runs a script and tells whether it had to be sent twice. */
  Future<Ran> tell(Script script, String key, String... arguments) {
    return twice(
        script.isOfBooks() ? books : general,
        script.isOfBooks(),
        connection -> call(connection, script, key, arguments));
  }

  /** Answers only when what the script wrote is as durable as an authorization must be. */
  Future<Response> runDurably(Script script, String key, String... arguments) {
    return twice(
            authorizations,
            script.isOfBooks(),
            connection ->
                call(connection, script, key, arguments)
                    .compose(answer -> witness.await(connection).map(answer)))
        .map(Ran::answer);
  }

  /** A connection of one's own, to hear what is published; commands do not belong on it. */
  Future<RedisConnection> listen() {
    return listening.connect();
  }

  /** Whether Redis must know WAITAOF. */
  boolean asksTheDisk() {
    return asksTheDisk;
  }

  /** Whether the books answer now, and are those that are meant. */
  public Future<Void> verify() {
    return ask(
            books, connection -> connection.send(Request.cmd(Command.GET).arg(RedisKeys.IDENTITY)))
        .compose(
            told -> {
              guard.learn(BooksIdentity.text(told));
              return guard.isLost() ? Future.failedFuture(guard.failure()) : everyMaster();
            });
  }

  /** What lies beside the books needs the others of a cluster, too. */
  private Future<Void> everyMaster() {
    return isCluster
        ? ask(
                general,
                connection ->
                    RedisCluster.create(connection).onAllMasterNodes(Request.cmd(Command.PING)))
            .mapEmpty()
        : Future.succeededFuture();
  }

  /** From now on no other books are read or changed, and nothing else is while they are away. */
  void holdTo(BooksIdentity identity, String wayOut) {
    guard.hold(identity, wayOut);
  }

  public Future<Void> close() {
    return Future.join(general.close(), books.close(), authorizations.close()).mapEmpty();
  }

  private <T> Future<T> ask(Lane lane, Function<RedisConnection, Future<T>> exchange) {
    return lane.use(System.nanoTime() + timeout.toNanos(), exchange)
        .recover(failure -> Future.failedFuture(named(failure)));
  }

  /** The first attempt is given up early enough for the second. */
  private Future<Ran> twice(
      Lane lane, boolean isRepeatable, Function<RedisConnection, Future<Response>> exchange) {
    if (guard.isLost()) {
      return Future.failedFuture(guard.failure());
    }
    long begin = System.nanoTime();
    long deadline = begin + timeout.toNanos();
    long first = isRepeatable ? begin + timeout.toNanos() / 2 : deadline;
    return lane.use(first, exchange)
        .map(answer -> new Ran(answer, false))
        .recover(
            failure ->
                isRepeatable && mayAnswerElsewhere(failure)
                    ? lane.use(deadline, exchange).map(answer -> new Ran(answer, true))
                    : Future.failedFuture(failure))
        .recover(failure -> Future.failedFuture(named(failure)));
  }

  /** Not an answer of the script, nor of a server that is the right one. */
  private static boolean mayAnswerElsewhere(Throwable failure) {
    return Lane.isElsewhere(failure)
        || !(Lane.isObjection(failure) || failure instanceof BooksUnavailableException);
  }

  private Future<Response> call(
      RedisConnection connection, Script script, String key, String... arguments) {
    return connection
        .send(call(Command.EVALSHA, script.sha(), script, key, arguments))
        .recover(
            failure ->
                isUnknownScript(failure)
                    ? connection.send(call(Command.EVAL, script.source(), script, key, arguments))
                    : Future.failedFuture(failure));
  }

  private Request call(
      Command command, String named, Script script, String key, String... arguments) {
    Request request = Request.cmd(command).arg(named).arg("1").arg(key);
    for (String argument : arguments) {
      request.arg(argument);
    }
    return script.isOfBooks() ? request.arg(guard.identity()) : request;
  }

  private static boolean isUnknownScript(Throwable failure) {
    String text = failure.getMessage();
    return text != null && text.startsWith("NOSCRIPT");
  }

  /** Tells a Redis that is away, or not able to serve now, from one that objects to a command. */
  private Throwable named(Throwable failure) {
    if (Lane.isObjection(failure) && BooksGuard.isRefusal(failure)) {
      guard.learn(failure);
      return guard.failure();
    }
    boolean objects =
        Lane.isObjection(failure)
            && AWAY.stream().noneMatch(String.valueOf(failure.getMessage())::startsWith);
    return objects || failure instanceof BooksUnavailableException
        ? failure
        : new BooksUnavailableException(failure);
  }

  /**
   * What a script answered.
   *
   * @param repeated whether an earlier attempt may have done it
   */
  record Ran(Response answer, boolean repeated) {}
}

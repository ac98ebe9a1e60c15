package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stipend.budget.Limit;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.config.RedisDurability;
import dev.stipend.config.RedisMode;
import dev.stipend.config.RedisSettings;
import dev.stipend.ledger.BooksUnavailableException;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/durability.md promises of each way to run Redis, while money moves. */
class RedisFailureTest {

  private static final Address WALLET = Address.parse("0x" + "2".repeat(40));
  private static final Money TREASURY = Money.parseDollars("1000000");
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int SOME = 200;

  private static final String[] DURABLE = {"appendonly yes", "appendfsync always", "save \"\""};
  private static final String[] FORGETFUL = {"appendonly no", "save \"\""};

  private final Vertx vertx = Vertx.vertx();
  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisFleet> fleets = new ArrayList<>();
  private final List<RedisLink> links = new ArrayList<>();

  @BeforeEach
  void needsRedis() {
    assumeTrue(RedisServer.isInstalled(), "redis-server, redis-sentinel and redis-cli are there");
  }

  @AfterEach
  void end() {
    links.forEach(link -> await(link.close()));
    servers.forEach(RedisServer::close);
    fleets.forEach(RedisFleet::close);
    await(vertx.close());
  }

  @Test
  void serverThatWritesEachChangeToDiskLosesNothingWhenItIsKilled() {
    RedisServer server = server(DURABLE);
    RedisLink link = standalone(server, RedisDurability.AUTO);
    SpendingLoad load = load(link);
    for (int i = 0; i < 3; i++) {
      server.kill();
      server.restart();
      load.awaitMore(SOME);
    }
    load.stop();

    assertThat(states(link, load.settled())).containsOnlyKeys(SpendState.SETTLED);
    audit(link);
  }

  @Test
  void serverWhoseDiskIsWaitedForLosesNoAuthorizationThatMayHaveBeenSent() {
    assumeTrue(RedisServer.knowsWaitAof(), "redis-server is 7.2 or newer");
    RedisServer server = server("appendonly yes", "appendfsync everysec", "save \"\"");
    RedisLink link = standalone(server, RedisDurability.DISK);
    await(RedisCheck.refuseIfUnfit(vertx, link, InstantSource.system()));
    SpendingLoad load = load(link);
    server.kill();
    server.restart();
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.authorized()).keySet())
        .isSubsetOf(SpendState.AUTHORIZED, SpendState.SETTLED);
    audit(link);
  }

  @Test
  void serverWithoutPersistenceForgetsEverythingAndNothingIsSignedOnEmptyBooks() {
    RedisServer server = server(FORGETFUL);
    RedisLink link = standalone(server, RedisDurability.OFF);
    SpendingLoad load = load(link);

    server.kill();
    server.restart();
    int before = load.authorized().size();
    int failures = load.failed();
    RedisServer.until("refusals on empty books", () -> load.failed() > failures + 50);
    load.stop();

    assertThat(load.authorized()).hasSize(before);
    assertThat(await(link.send(Command.DBSIZE)).toInteger()).isZero();
  }

  @Test
  void connectionsThatBreakUnderLoadLoseAndRepeatNothing() {
    RedisServer server = server(DURABLE);
    RedisLink link = standalone(server, RedisDurability.AUTO);
    SpendingLoad load = load(link);
    for (int i = 0; i < 20; i++) {
      server.cli("CLIENT", "KILL", "TYPE", "normal");
      load.awaitMore(100);
    }
    load.stop();

    assertThat(states(link, load.settled())).containsOnlyKeys(SpendState.SETTLED);
    assertThat(load.reasons()).as("calls that failed although their steps were repeated").isEmpty();
    audit(link);
  }

  @Test
  void serverThatPausesLosesAndRepeatsNothing() {
    RedisServer server = server(DURABLE);
    RedisLink link = standalone(server, RedisDurability.AUTO);
    SpendingLoad load = load(link);
    server.cli("CLIENT", "PAUSE", "2000", "ALL");
    load.awaitMore(SOME);
    server.cli("CLIENT", "PAUSE", "4000", "WRITE");
    load.awaitMore(SOME);
    server.signal("STOP");
    int failures = load.failed();
    RedisServer.until("calls that are given up", () -> load.failed() > failures);
    server.signal("CONT");
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.settled())).containsOnlyKeys(SpendState.SETTLED);
    audit(link);
  }

  @Test
  void nothingLeavesWhileNoReplicaConfirmsIt() {
    RedisServer master = server(FORGETFUL);
    RedisServer replica = replicaOf(master);
    RedisLink link = standalone(master, RedisDurability.AUTO);
    SpendingLoad load = load(link);

    replica.signal("STOP");
    int failures = load.failed();
    RedisServer.until("calls that are refused", () -> load.failed() > failures + 10);
    int before = load.authorized().size();
    RedisServer.until("more of them", () -> load.failed() > failures + 30);
    assertThat(load.authorized()).hasSize(before);
    Limit limit = new Limit(Scope.parse("team:other"), WindowKind.DAY, TREASURY);
    assertThatThrownBy(() -> await(new RedisBudgets(link).setLimit(limit)))
        .isInstanceOf(BooksUnavailableException.class);
    replica.signal("CONT");
    load.awaitMore(SOME);
    load.stop();

    audit(link);
  }

  @Test
  void serverWithoutReplicasIsEnoughUnlessOneIsDemanded() {
    RedisServer server = server(FORGETFUL);
    SpendingLoad load = load(standalone(server, RedisDurability.AUTO));
    load.stop();

    SpendingLoad demanding =
        new SpendingLoad(vertx, standalone(server, RedisDurability.REPLICA)).start();
    RedisServer.until("refusals", () -> demanding.failed() > 5);
    demanding.stop();
    assertThat(demanding.authorized()).isEmpty();
  }

  @Test
  void failoverBySentinelsLosesNoAuthorizationThatMayHaveBeenSent() {
    RedisFleet fleet = fleet(RedisFleet.watched());
    RedisLink link = link(RedisMode.SENTINEL, RedisDurability.AUTO, fleet.addresses());
    await(RedisCheck.refuseIfUnfit(vertx, link, InstantSource.system()));
    SpendingLoad load = load(link);

    fleet.failOver();
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.authorized()).keySet())
        .isSubsetOf(SpendState.AUTHORIZED, SpendState.SETTLED);
    audit(link);
  }

  @Test
  void clusterLosesNoAuthorizationWhenTheMasterOfTheBooksDies() {
    RedisFleet fleet = fleet(RedisFleet.clustered());
    RedisLink link = link(RedisMode.CLUSTER, RedisDurability.AUTO, fleet.addresses());
    await(RedisCheck.refuseIfUnfit(vertx, link, InstantSource.system()));
    SpendingLoad load = load(link);

    fleet.failOver();
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.authorized()).keySet())
        .isSubsetOf(SpendState.AUTHORIZED, SpendState.SETTLED);
    audit(link);
  }

  @Test
  void slotOfTheBooksMovesUnderLoadAndNothingIsChangedInBetween() {
    RedisFleet fleet = fleet(RedisFleet.clustered());
    RedisLink link = link(RedisMode.CLUSTER, RedisDurability.AUTO, fleet.addresses());
    SpendingLoad load = load(link);

    fleet.moveBooks(
        () -> {
          int failures = load.failed();
          RedisServer.until("refusals", () -> load.failed() > failures + 100);
          int before = load.authorized().size();
          RedisServer.until("more refusals", () -> load.failed() > failures + 200);
          assertThat(load.authorized()).hasSize(before);
          assertThatThrownBy(() -> await(new RedisFunding(link).open(WALLET, TREASURY, 1)))
              .isInstanceOf(BooksUnavailableException.class);
        });
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.settled())).containsOnlyKeys(SpendState.SETTLED);
    audit(link);
  }

  private RedisServer server(String... settings) {
    return remembered(RedisServer.start(settings));
  }

  private RedisServer replicaOf(RedisServer master) {
    RedisServer replica =
        server("appendonly no", "save \"\"", "replicaof 127.0.0.1 " + master.port());
    RedisServer.until(
        "a replica that follows",
        () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    return replica;
  }

  private RedisFleet fleet(RedisFleet started) {
    fleets.add(started);
    return started;
  }

  private RedisServer remembered(RedisServer server) {
    servers.add(server);
    return server;
  }

  private RedisLink standalone(RedisServer server, RedisDurability durability) {
    return link(RedisMode.STANDALONE, durability, List.of(server));
  }

  private RedisLink link(RedisMode mode, RedisDurability durability, List<RedisServer> addresses) {
    RedisSettings.External settings =
        new RedisSettings.External(
            mode,
            addresses.stream().map(RedisServer::url).map(URI::create).toList(),
            "mymaster",
            Optional.empty(),
            durability,
            Optional.empty());
    RedisLink link = new RedisLink(RedisClients.external(vertx, settings), TIMEOUT);
    links.add(link);
    return link;
  }

  /** Under way, with money and a limit to count against. */
  private SpendingLoad load(RedisLink link) {
    await(new RedisFunding(link).open(WALLET, TREASURY, 1));
    await(
        new RedisBudgets(link)
            .setLimit(new Limit(Scope.parse("org"), WindowKind.LIFETIME, TREASURY)));
    SpendingLoad load = new SpendingLoad(vertx, link).start();
    load.awaitMore(SOME);
    return load;
  }

  private Map<SpendState, Integer> states(RedisLink link, Set<SpendId> ids) {
    RedisLedger ledger = new RedisLedger(link);
    Map<SpendState, Integer> states = new HashMap<>();
    for (SpendId id : ids) {
      states.merge(await(ledger.findSpend(id)).orElseThrow().state(), 1, Integer::sum);
    }
    return states;
  }

  /** The books agree with themselves, and no step of a spend was made twice. */
  private void audit(RedisLink link) {
    RealRedis redis = new RealRedis(vertx, link);
    redis.audit();
    redis.auditLimits();
    assertThat(await(new RedisAudit(link, InstantSource.system()).run()).differences()).isEmpty();
    Map<String, Integer> steps = new HashMap<>();
    for (String stream : redis.keys(RedisKeys.BOOKS + ":ledger:*")) {
      for (Response row : await(link.send(Command.XRANGE, stream, "-", "+"))) {
        RedisHash fields = RedisHash.of(row.get(1));
        steps.merge(fields.get("step") + " " + fields.getOr("spend", ""), 1, Integer::sum);
      }
    }
    assertThat(steps.values().stream().filter(count -> count > 1)).isEmpty();
    assertThat(steps.size()).isGreaterThan(SOME);
  }
}

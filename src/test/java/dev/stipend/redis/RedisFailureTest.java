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
import java.util.stream.IntStream;
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
  private final List<RedisLink> links = new ArrayList<>();

  @BeforeEach
  void needsRedis() {
    assumeTrue(RedisServer.isInstalled(), "redis-server, redis-sentinel and redis-cli are there");
  }

  @AfterEach
  void end() {
    links.forEach(link -> await(link.close()));
    servers.forEach(RedisServer::close);
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
    RedisServer master = server(FORGETFUL);
    List<RedisServer> replicas = List.of(replicaOf(master));
    List<RedisServer> sentinels = IntStream.range(0, 3).mapToObj(i -> sentinelOf(master)).toList();
    RedisServer.until(
        "sentinels that know everybody",
        () ->
            sentinels.stream()
                .map(sentinel -> sentinel.cli("SENTINEL", "CKQUORUM", "mymaster"))
                .allMatch(answer -> answer.startsWith("OK 3 usable")));
    RedisServer.until(
        "sentinels that know the replicas",
        () ->
            sentinels.stream()
                .allMatch(
                    sentinel ->
                        replicas.stream()
                            .allMatch(
                                replica ->
                                    sentinel
                                        .cli("SENTINEL", "REPLICAS", "mymaster")
                                        .contains(Integer.toString(replica.port())))));
    RedisLink link = link(RedisMode.SENTINEL, RedisDurability.AUTO, sentinels);
    await(RedisCheck.refuseIfUnfit(vertx, link, InstantSource.system()));
    SpendingLoad load = load(link);

    master.kill();
    RedisServer.until(
        "a new master",
        () ->
            !sentinels
                .getFirst()
                .cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster")
                .contains(Integer.toString(master.port())));
    // It comes back empty and as a replica; until then nobody is there to confirm a payment.
    master.restart();
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.authorized()))
        .containsOnlyKeys(SpendState.AUTHORIZED, SpendState.SETTLED);
    audit(link);
  }

  @Test
  void clusterLosesNoAuthorizationWhenTheMasterOfTheBooksDies() {
    List<RedisServer> nodes = cluster();
    RedisLink link = link(RedisMode.CLUSTER, RedisDurability.AUTO, nodes.subList(0, 3));
    await(RedisCheck.refuseIfUnfit(vertx, link, InstantSource.system()));
    SpendingLoad load = load(link);

    owner(nodes).kill();
    load.awaitMore(SOME);
    load.stop();

    assertThat(states(link, load.authorized()).keySet())
        .isSubsetOf(SpendState.AUTHORIZED, SpendState.SETTLED);
    audit(link);
  }

  @Test
  void slotOfTheBooksMovesUnderLoadAndNothingIsChangedInBetween() {
    List<RedisServer> nodes = cluster();
    RedisLink link = link(RedisMode.CLUSTER, RedisDurability.AUTO, nodes.subList(0, 3));
    SpendingLoad load = load(link);
    RedisServer from = owner(nodes);
    RedisServer to =
        nodes.subList(0, 3).stream().filter(node -> node != from).findFirst().orElseThrow();
    String slot = from.cli("CLUSTER", "KEYSLOT", RedisKeys.BOOKS);

    to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", from.cli("CLUSTER", "MYID"));
    from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", to.cli("CLUSTER", "MYID"));
    int failures = load.failed();
    RedisServer.until("refusals", () -> load.failed() > failures + 100);
    int before = load.authorized().size();
    migrate(from, to, slot);
    assertThat(load.authorized()).hasSizeLessThanOrEqualTo(before + 16);
    assertThatThrownBy(() -> await(new RedisFunding(link).open(WALLET, TREASURY, 1)))
        .isInstanceOf(BooksUnavailableException.class);
    for (RedisServer node : List.of(to, from)) {
      node.cli("CLUSTER", "SETSLOT", slot, "NODE", to.cli("CLUSTER", "MYID"));
    }
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

  private RedisServer sentinelOf(RedisServer master) {
    return remembered(
        RedisServer.sentinel(
            "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 2",
            "sentinel down-after-milliseconds mymaster 500",
            "sentinel failover-timeout mymaster 3000"));
  }

  /** Three masters, each with a replica. */
  private List<RedisServer> cluster() {
    List<RedisServer> nodes =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    server(
                        "cluster-enabled yes",
                        "cluster-node-timeout 1000",
                        "appendonly no",
                        "save \"\""))
            .toList();
    List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    nodes.forEach(node -> create.add("127.0.0.1:" + node.port()));
    create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    String made = RedisServer.run(create);
    assertThat(made).contains("All 16384 slots covered");
    RedisServer.until(
        "a cluster that is whole",
        () ->
            nodes.stream()
                .allMatch(
                    node ->
                        node.cli("CLUSTER", "INFO").contains("cluster_state:ok")
                            && node.cli("INFO", "replication")
                                .matches("(?s).*(connected_slaves:1|master_link_status:up).*")));
    return nodes;
  }

  private static RedisServer owner(List<RedisServer> nodes) {
    return nodes.stream()
        .filter(node -> node.cli("EXISTS", RedisKeys.BALANCE).equals("1"))
        .findFirst()
        .orElseThrow();
  }

  private static void migrate(RedisServer from, RedisServer to, String slot) {
    while (true) {
      String keys = from.cli("CLUSTER", "GETKEYSINSLOT", slot, "500");
      if (keys.isEmpty()) {
        return;
      }
      List<String> words =
          new ArrayList<>(
              List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000"));
      words.add("KEYS");
      words.addAll(keys.lines().toList());
      assertThat(from.cli(words.toArray(String[]::new))).isEqualTo("OK");
    }
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

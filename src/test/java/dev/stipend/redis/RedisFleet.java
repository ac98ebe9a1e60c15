package dev.stipend.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several Redis servers that belong together and keep nothing on disk; masters among them die. */
public final class RedisFleet implements AutoCloseable {

  private static final int MASTERS = 3;

  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisFleet() {}

  /** A master, its replica, and three sentinels who know both. */
  public static RedisFleet watched() {
    RedisFleet fleet = new RedisFleet();
    try {
      fleet.startWatched();
      return fleet;
    } catch (RuntimeException | AssertionError e) {
      fleet.close();
      throw e;
    }
  }

  /** A cluster of three masters, each with a replica. */
  public static RedisFleet clustered() {
    RedisFleet fleet = new RedisFleet();
    try {
      fleet.startClustered();
      return fleet;
    } catch (RuntimeException | AssertionError e) {
      fleet.close();
      throw e;
    }
  }

  /** Whom a gateway is told to ask. */
  public List<RedisServer> addresses() {
    return List.copyOf(sentinels.isEmpty() ? servers.subList(0, MASTERS) : sentinels);
  }

  /** The same, as a setting. */
  public String urls() {
    return addresses().stream().map(RedisServer::url).collect(Collectors.joining(","));
  }

  /** The master that has the books now. */
  public RedisServer books() {
    return servers.stream()
        .filter(server -> server.cli("ROLE").startsWith("master"))
        .filter(server -> server.cli("EXISTS", RedisKeys.BALANCE).equals("1"))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Kills the master that has the books, for good in a cluster; waits until another one has them.
   */
  public void failOver() {
    RedisServer master = books();
    master.kill();
    if (!sentinels.isEmpty()) {
      RedisServer.until(
          "a new master",
          () ->
              !sentinels
                  .getFirst()
                  .cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster")
                  .contains(Integer.toString(master.port())));
      // It comes back empty and as a replica; until then nobody is there to confirm a payment.
      master.restart();
    }
    RedisServer.until(
        "books on another master",
        () ->
            servers.stream()
                .filter(server -> server != master)
                .filter(server -> server.cli("ROLE").startsWith("master"))
                .anyMatch(server -> server.cli("EXISTS", RedisKeys.BALANCE).equals("1")));
  }

  /** Moves the slot of the books to another master of the cluster, with a pause on the way. */
  public void moveBooks(Runnable onTheWay) {
    RedisServer from = books();
    RedisServer to =
        servers.stream()
            .filter(server -> server != from && server.cli("ROLE").startsWith("master"))
            .findFirst()
            .orElseThrow();
    String slot = from.cli("CLUSTER", "KEYSLOT", RedisKeys.BOOKS);
    to.cli("CLUSTER", "SETSLOT", slot, "IMPORTING", from.cli("CLUSTER", "MYID"));
    from.cli("CLUSTER", "SETSLOT", slot, "MIGRATING", to.cli("CLUSTER", "MYID"));
    onTheWay.run();
    migrate(from, to, slot);
    for (RedisServer node : List.of(to, from)) {
      node.cli("CLUSTER", "SETSLOT", slot, "NODE", to.cli("CLUSTER", "MYID"));
    }
  }

  @Override
  public void close() {
    Stream.of(servers, sentinels).flatMap(List::stream).forEach(RedisServer::close);
  }

  private void startWatched() {
    RedisServer master = server();
    RedisServer replica = server("replicaof 127.0.0.1 " + master.port());
    RedisServer.until(
        "a replica that follows",
        () -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    for (int i = 0; i < 3; i++) {
      sentinels.add(
          RedisServer.sentinel(
              "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 2",
              "sentinel down-after-milliseconds mymaster 500",
              "sentinel failover-timeout mymaster 3000"));
    }
    RedisServer.until(
        "sentinels that know everybody",
        () ->
            sentinels.stream()
                .allMatch(
                    sentinel ->
                        sentinel.cli("SENTINEL", "CKQUORUM", "mymaster").startsWith("OK 3 usable")
                            && sentinel
                                .cli("SENTINEL", "REPLICAS", "mymaster")
                                .contains(Integer.toString(replica.port()))));
  }

  private void startClustered() {
    IntStream.range(0, 2 * MASTERS)
        .forEach(i -> server("cluster-enabled yes", "cluster-node-timeout 1000"));
    List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    servers.forEach(node -> create.add("127.0.0.1:" + node.port()));
    create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
    assertThat(RedisServer.run(create)).contains("All 16384 slots covered");
    RedisServer.until(
        "a cluster that is whole",
        () ->
            servers.stream()
                .allMatch(
                    node ->
                        node.cli("CLUSTER", "INFO").contains("cluster_state:ok")
                            && node.cli("INFO", "replication")
                                .matches("(?s).*(connected_slaves:1|master_link_status:up).*")));
  }

  private RedisServer server(String... more) {
    List<String> settings = new ArrayList<>(List.of("appendonly no", "save \"\""));
    settings.addAll(List.of(more));
    RedisServer server = RedisServer.start(settings.toArray(String[]::new));
    servers.add(server);
    return server;
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
}

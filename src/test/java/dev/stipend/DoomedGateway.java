package dev.stipend;

import dev.stipend.Frontier.Neighbours;
import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The whole gateway, behind a frontier that will be cut: for everybody else that is its death, and
 * it is never heard of again. Then it can be buried, which changes nothing any more.
 */
final class DoomedGateway implements AutoCloseable {

  private static final int BURIAL_SECONDS_MAX = 20;

  private final Frontier frontier;
  private final Vertx vertx;
  private final URI teams;

  private DoomedGateway(Frontier frontier, Vertx vertx, URI teams) {
    this.frontier = frontier;
    this.vertx = vertx;
    this.teams = teams;
  }

  static DoomedGateway start(Neighbours world, Path data, Map<String, String> more) {
    Frontier frontier = Frontier.open(world);
    Vertx vertx = Vertx.vertx();
    try {
      Gateway gateway = new GatewayStart(config(frontier, data, more), vertx).start();
      return new DoomedGateway(frontier, vertx, frontier.lead(gateway.teamUrl()));
    } catch (Exception e) {
      frontier.close();
      throw new AssertionError("the gateway did not start", e);
    }
  }

  /** The settings by which a gateway sees the world through a frontier. */
  static Map<String, String> environment(Frontier frontier, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("STIPEND_REDIS", frontier.redisUrl());
    environment.put("STIPEND_UPSTREAM", frontier.sellerOrigin().toString());
    environment.put("STIPEND_CHAIN_RPC", frontier.sellerOrigin() + "/rpc");
    environment.put("STIPEND_CHAIN_REQUESTS_PER_SECOND", "10000");
    return environment;
  }

  Frontier frontier() {
    return frontier;
  }

  /** Where clients find it. */
  URI teams() {
    return teams;
  }

  /** What is left of it is of no consequence. */
  @Override
  public void close() {
    frontier.close();
    try {
      vertx.close().await(BURIAL_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static Config config(Frontier frontier, Path data, Map<String, String> more) {
    Map<String, String> environment = RunningGateway.environment(data, environment(frontier, more));
    if (ConfigReader.read(environment, Optional.empty())
        instanceof ConfigReading.Read(Config config)) {
      return config;
    }
    throw new AssertionError("the configuration is wrong");
  }
}

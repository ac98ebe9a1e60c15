package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.sandbox.Sandbox;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The whole gateway within the test's process, configured by an environment as in life. */
final class RunningGateway implements AutoCloseable {

  /** The secret of the first operator, unless a test names another. */
  static final String OPERATOR = "an-operator-of-a-test";

  private static final int START_SECONDS_MAX = 30;

  private final Gateway gateway;
  private final Http team;
  private final Http admin;
  private final AtomicInteger customers = new AtomicInteger();

  private RunningGateway(Gateway gateway, Http team, Http admin) {
    this.gateway = gateway;
    this.team = team;
    this.admin = admin;
  }

  /** With the built-in seller, a folder of its own, and jobs that take no time to speak of. */
  static RunningGateway start() {
    return start(newFolder(), Map.of());
  }

  static RunningGateway start(Path data, Map<String, String> more) {
    return start(data, more, InstantSource.system());
  }

  /** By a clock of its own. */
  static RunningGateway start(Path data, Map<String, String> more, InstantSource clock) {
    Map<String, String> environment = environment(data, more);
    environment.putIfAbsent("STIPEND_ADMIN_KEY", OPERATOR);
    if (!(ConfigReader.read(environment, Optional.empty())
        instanceof ConfigReading.Read(Config config))) {
      throw new AssertionError("the configuration is wrong");
    }
    try {
      Gateway gateway = new GatewayStart(config, Vertx.vertx(), clock).start();
      Optional<String> demo =
          new FirstRun(gateway.core(), config)
              .ifFirst()
              .await(START_SECONDS_MAX, TimeUnit.SECONDS)
              .team()
              .map(secret -> secret.reveal());
      return new RunningGateway(
          gateway,
          new Http(gateway.teamUrl(), demo.orElse(null)),
          new Http(gateway.adminUrl(), environment.get("STIPEND_ADMIN_KEY")));
    } catch (Exception e) {
      throw new AssertionError("the gateway did not start", e);
    }
  }

  /** Free ports, quick jobs, and a seller that is waited for no longer than five seconds. */
  static Map<String, String> environment(Path data, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("STIPEND_HOST", "127.0.0.1");
    environment.put("STIPEND_PORT", "0");
    environment.put("STIPEND_ADMIN_PORT", "0");
    environment.put("STIPEND_SANDBOX_PORT", "0");
    environment.put("STIPEND_DATA", data.toString());
    environment.put("STIPEND_SANDBOX_IMAGE_TIME", "100ms");
    environment.put("STIPEND_SANDBOX_VIDEO_TIME", "200ms");
    environment.put("STIPEND_PAYMENT_ANSWER_TIMEOUT", "5s");
    environment.put("STIPEND_CATALOGUE", Quick.CATALOGUE.toString());
    environment.putAll(more);
    return environment;
  }

  static Path newFolder() {
    try {
      return Files.createTempDirectory(Path.of("target"), "gateway-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The team of the first run; without an API key where there is none. */
  Http team() {
    return team;
  }

  Http admin() {
    return admin;
  }

  URI teamUrl() {
    return gateway.teamUrl();
  }

  Gateway gateway() {
    return gateway;
  }

  Sandbox sandbox() {
    return Objects.requireNonNull(gateway.sandbox());
  }

  /** A team that no other test knows. */
  Customer customer(String monthlyLimit) {
    String name = "team-" + customers.incrementAndGet();
    return Customer.of(admin, team, name, monthlyLimit);
  }

  BooksCheck books() {
    return new BooksCheck(admin);
  }

  @Override
  public void close() {
    gateway.stop();
  }

  /** Written once: several gateways may be starting at a time. */
  private static final class Quick {
    private static final Path CATALOGUE = write();

    /** The shipped catalogue, but with jobs that are looked at every quarter of a second. */
    private static Path write() {
      try {
        String quick =
            Files.readString(Path.of("config/catalogue.yaml"))
                .replaceAll("pollInterval: \\d+s", "pollInterval: 250ms");
        return Files.writeString(
            Files.createTempFile(Path.of("target"), "quick-catalogue-", ".yaml"), quick);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

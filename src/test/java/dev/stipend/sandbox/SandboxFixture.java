package dev.stipend.sandbox;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A seller on a free port and a customer with ten dollars. */
abstract class SandboxFixture {

  static final long FUNDS = 10_000_000;

  final Vertx vertx = Vertx.vertx();
  Sandbox sandbox;
  Buyer buyer;

  @BeforeEach
  void open() throws Exception {
    sandbox = start(null);
    buyer = Buyer.ofVectors(sandbox);
    sandbox.fundOnce(buyer.address(), FUNDS).await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  Sandbox start(@Nullable Path folder) throws Exception {
    return Sandbox.start(
            vertx, new SandboxSettings(0, folder, Duration.ofSeconds(20), Duration.ofSeconds(60)))
        .await(10, TimeUnit.SECONDS);
  }

  long spent() {
    return FUNDS - sandbox.chain().balance(buyer.address());
  }
}

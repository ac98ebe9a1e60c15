package dev.stipend;

import dev.stipend.chain.WalletKey;
import dev.stipend.chain.WalletSigner;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.sandbox.SandboxSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A seller that outlives the gateways which buy from it, and a wallet it has funded. */
final class OutsideSeller implements AutoCloseable {

  /** Enough for thousands of kills. */
  private static final long OPENING_MICROS = 1_000_000_000_000L;

  private final Vertx vertx;
  private final Sandbox sandbox;
  private final String walletKey;

  private OutsideSeller(Vertx vertx, Sandbox sandbox, String walletKey) {
    this.vertx = vertx;
    this.sandbox = sandbox;
    this.walletKey = walletKey;
  }

  static OutsideSeller start() {
    Vertx vertx = Vertx.vertx();
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    String walletKey = HexFormat.of().formatHex(key);
    Sandbox sandbox =
        done(
            Sandbox.start(
                vertx,
                new SandboxSettings(0, null, Duration.ofMillis(100), Duration.ofMillis(200))));
    String wallet = new WalletSigner(WalletKey.fromHex(walletKey)).address().hex();
    done(sandbox.fundOnce(wallet, OPENING_MICROS));
    return new OutsideSeller(vertx, sandbox, walletKey);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  String walletKey() {
    return walletKey;
  }

  /** What a gateway must know to buy here. */
  Map<String, String> environment() {
    return environment(sandbox.origin());
  }

  /** The same through somebody who stands in between. */
  Map<String, String> environment(URI origin) {
    Map<String, String> environment = new HashMap<>();
    environment.put("STIPEND_UPSTREAM", origin.toString());
    environment.put("STIPEND_UPLOADS_ENDPOINT", sandbox.blobEndpoint().toString());
    environment.put("STIPEND_UPLOADS_LINK", sandbox.blobUrl());
    environment.put("STIPEND_PAYEES", sandbox.payee());
    environment.put("STIPEND_CHAIN_RPC", sandbox.chainRpc().toString());
    // The chain is on this machine, and tests have more in doubt at once than a day of a company.
    environment.put("STIPEND_CHAIN_REQUESTS_PER_SECOND", "10000");
    environment.put("STIPEND_WALLET_KEY", walletKey);
    return environment;
  }

  @Override
  public void close() {
    done(sandbox.close());
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}

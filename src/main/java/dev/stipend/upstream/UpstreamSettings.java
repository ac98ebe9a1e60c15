package dev.stipend.upstream;

import dev.stipend.x402.Network;
import java.net.URI;
import java.time.Duration;

/**
 * How the seller is reached.
 *
 * @param origin scheme, host and port; plain http only on this machine
 * @param proofNetwork the chain named in proofs of the wallet
 * @param connectTimeout until a connection is there, waiting for a free one included
 * @param quoteTimeout of a whole quote, and of reading a job
 * @param payTimeout of a whole paid request, after which it is in doubt
 * @param keepAlive how long an idle connection is kept: less than the seller keeps it, because a
 *     paid request that meets a closing connection is in doubt
 * @param connectionsMax how many requests may run at once
 */
public record UpstreamSettings(
    URI origin,
    Network proofNetwork,
    Duration connectTimeout,
    Duration quoteTimeout,
    Duration payTimeout,
    Duration keepAlive,
    int connectionsMax) {

  private static final Duration CONNECT_DEFAULT = Duration.ofSeconds(5);
  private static final Duration QUOTE_DEFAULT = Duration.ofSeconds(15);
  private static final Duration PAY_DEFAULT = Duration.ofSeconds(60);
  private static final Duration KEEP_ALIVE_DEFAULT = Duration.ofSeconds(3);
  private static final int CONNECTIONS_DEFAULT = 64;

  public UpstreamSettings {
    Origins.requireOrigin(origin);
    requirePositive(connectTimeout, "connect time-out");
    requirePositive(quoteTimeout, "quote time-out");
    requirePositive(payTimeout, "pay time-out");
    if (keepAlive.toSeconds() < 1) {
      throw new IllegalArgumentException("idle connections are kept for at least a second");
    }
    if (connectionsMax < 1) {
      throw new IllegalArgumentException("at least one connection is needed");
    }
  }

  public static UpstreamSettings of(URI origin) {
    return new UpstreamSettings(
        origin,
        Network.BASE,
        CONNECT_DEFAULT,
        QUOTE_DEFAULT,
        PAY_DEFAULT,
        KEEP_ALIVE_DEFAULT,
        CONNECTIONS_DEFAULT);
  }

  private static void requirePositive(Duration value, String what) {
    if (value.isNegative() || value.toMillis() == 0 || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("the " + what + " lies between 1 ms and 1 h");
    }
  }
}

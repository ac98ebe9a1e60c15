package dev.stipend.chain;

import dev.stipend.x402.Token;
import java.net.URI;
import java.time.Duration;

/**
 * Where the chain is read.
 *
 * @param endpoint of JSON-RPC; its path or query often holds an access key, so it is not shown
 * @param token whose balances and authorizations are meant
 * @param timeout of one reading
 * @param blocksPerSearch how many blocks one search of events may span, since endpoints limit it
 * @param requestsPerSecond how often it is asked at most
 */
public record ChainSettings(
    URI endpoint, Token token, Duration timeout, int blocksPerSearch, int requestsPerSecond) {

  public static final int BLOCKS_PER_SEARCH_MAX = 2000;

  private static final int REQUESTS_DEFAULT = 1000;
  private static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(10);

  public ChainSettings {
    boolean isHttp = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    if (!isHttp || endpoint.getHost() == null) {
      throw new IllegalArgumentException("the chain endpoint is an http or https URL");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the chain's time-out must be positive");
    }
    if (blocksPerSearch < 1 || blocksPerSearch > BLOCKS_PER_SEARCH_MAX) {
      throw new IllegalArgumentException("a search spans 1 to 2000 blocks");
    }
    if (requestsPerSecond < 1) {
      throw new IllegalArgumentException("an endpoint that is never asked is none");
    }
  }

  public static ChainSettings of(URI endpoint, Token token) {
    return new ChainSettings(
        endpoint, token, TIMEOUT_DEFAULT, BLOCKS_PER_SEARCH_MAX, REQUESTS_DEFAULT);
  }

  /** The same endpoint, asked no more often than this. */
  public ChainSettings atMost(int perSecond) {
    return new ChainSettings(endpoint, token, timeout, blocksPerSearch, perSecond);
  }

  @Override
  public String toString() {
    return "ChainSettings[host=" + endpoint.getHost() + ", token=" + token.contract() + "]";
  }
}

package dev.stipend.config;

import java.net.URI;
import java.util.List;

/**
 * The chain on which payments settle.
 *
 * @param network by its CAIP-2 name
 * @param rpc endpoints; an address may hold an access token, and is therefore not shown
 * @param requestsPerSecond that each of them is asked at most
 */
public record ChainSettings(String network, List<URI> rpc, int requestsPerSecond) {

  private static final int REQUESTS_MOST = 10_000;

  public ChainSettings {
    rpc = List.copyOf(rpc);
    new Rules()
        .between(requestsPerSecond, 1, REQUESTS_MOST, "25", "chain.requestsPerSecond")
        .check();
  }

  @Override
  public String toString() {
    return "ChainSettings[network=" + network + ", rpc=" + rpc.size() + "]";
  }
}

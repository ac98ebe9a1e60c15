package dev.stipend.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The seller.
 *
 * @param origin scheme, host and port, nothing else; empty for the built-in sandbox
 * @param payees who may be paid, in lower case; empty only for the sandbox, whose own address is
 *     then meant
 */
public record UpstreamSettings(Optional<URI> origin, List<String> payees, Client client) {

  static final Pattern PAYEE = Pattern.compile("0x[0-9a-f]{40}");

  public UpstreamSettings {
    payees = List.copyOf(payees);
    boolean addresses = payees.stream().allMatch(payee -> PAYEE.matcher(payee).matches());
    String example = "0x and 40 hexadecimal digits";
    new Rules()
        .require(addresses, "holds something that is not an address", example, "payees")
        .check();
  }

  public boolean isSandbox() {
    return origin.isEmpty();
  }

  /**
   * How to speak to the seller.
   *
   * @param idleTimeout shorter than the seller's own
   * @param connections at once
   * @param downloadHosts where finished media may come from; a leading dot stands for subdomains
   */
  public record Client(
      Duration connectTimeout, Duration idleTimeout, int connections, List<String> downloadHosts) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int CONNECTIONS_MAX = 1000;

    public Client {
      downloadHosts = List.copyOf(downloadHosts);
      new Rules()
          .between(connectTimeout, SHORTEST, LONGEST, "5s", "upstreamClient.connectTimeout")
          .between(idleTimeout, SHORTEST, LONGEST, "3s", "upstreamClient.idleTimeout")
          .between(connections, 1, CONNECTIONS_MAX, "32", "upstreamClient.connections")
          .check();
    }
  }
}

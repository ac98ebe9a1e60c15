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
public record UpstreamSettings(
    Optional<URI> origin, List<String> payees, Client client, Uploads uploads) {

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
   * The files that teams bring.
   *
   * @param endpoint where the seller's store takes files
   * @param link where a file lies then
   * @param sizeMax of one file
   * @param reuse for how long a stored file is taken to be there; zero for never
   */
  public record Uploads(URI endpoint, String link, ByteSize sizeMax, Duration reuse) {

    private static final ByteSize SMALLEST = new ByteSize(1_000);
    private static final ByteSize LARGEST = new ByteSize(1_000_000_000);

    public Uploads {
      new Rules()
          .between(sizeMax, SMALLEST, LARGEST, "20MB", "uploads.sizeMax")
          .between(reuse, Duration.ZERO, Duration.ofDays(365), "24h", "uploads.reuse")
          .check();
    }
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

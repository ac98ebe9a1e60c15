package dev.stipend.config;

import dev.stipend.money.Money;
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
    Optional<URI> origin,
    List<String> payees,
    Client client,
    Paths paths,
    Discovery discovery,
    Uploads uploads) {

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

  /**
   * Where its routes lie: templates, because they have moved before.
   *
   * @param generate with {model} and {operation}
   * @param job with {id}
   */
  public record Paths(
      String generate,
      String job,
      String jobs,
      String upload,
      String confirmation,
      String discovery) {

    public Paths {
      new Rules()
          .require(
              generate.contains("{model}") && generate.contains("{operation}"),
              "lacks {model} or {operation}",
              "/api/generate/{model}/{operation}",
              "upstreamPaths.generate")
          .require(job.contains("{id}"), "lacks {id}", "/api/jobs/{id}", "upstreamPaths.job")
          .require(
              !(jobs + upload + confirmation + discovery).contains("{"),
              "has a part to fill in, but there is nothing for it",
              "/api/jobs",
              "upstreamPaths.jobs",
              "upstreamPaths.upload",
              "upstreamPaths.confirmation",
              "upstreamPaths.discovery")
          .check();
    }
  }

  /**
   * What is made of the seller's own document.
   *
   * @param ceiling up to which what only the document has may cost
   */
  public record Discovery(
      DiscoveryUse use,
      Duration interval,
      ByteSize sizeMax,
      Duration timeout,
      Optional<Money> ceiling) {

    private static final ByteSize SMALLEST = new ByteSize(10_000);
    private static final ByteSize LARGEST = new ByteSize(50_000_000);

    public Discovery {
      new Rules()
          .between(interval, Duration.ofMinutes(1), Duration.ofDays(7), "6h", "discovery.interval")
          .between(
              timeout, Duration.ofSeconds(1), Duration.ofMinutes(1), "10s", "discovery.timeout")
          .between(sizeMax, SMALLEST, LARGEST, "4MB", "discovery.sizeMax")
          .check();
    }
  }
}

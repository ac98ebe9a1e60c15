package dev.stipend.upstream;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Scheme, host and port: what two URLs must share to be of one party. */
final class Origins {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");

  private Origins() {}

  static void requireOrigin(URI origin) {
    boolean isBare =
        origin.getHost() != null
            && origin.getRawUserInfo() == null
            && origin.getRawQuery() == null
            && origin.getRawFragment() == null
            && (origin.getRawPath().isEmpty() || origin.getRawPath().equals("/"));
    if (!isBare) {
      throw new IllegalArgumentException("an origin is https, a host and perhaps a port");
    }
    if (!isHttps(origin) && !isPlainLoopback(origin)) {
      throw new IllegalArgumentException("an origin is https, or http on this machine itself");
    }
  }

  static boolean isHttps(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  static boolean isPlainLoopback(URI url) {
    return "http".equalsIgnoreCase(url.getScheme()) && LOOPBACK.contains(host(url));
  }

  static boolean isSame(URI one, URI other) {
    return one.getScheme() != null
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && host(one).equals(host(other))
        && port(one) == port(other);
  }

  /**
   * Whether a link in the seller's answer leads where it may.
   *
   * @param own plain http is taken there alone, and only if it is this machine
   * @param hostSuffixes hosts that end so may be reached over https
   */
  static boolean isAllowed(URI url, URI own, List<String> hostSuffixes) {
    if (url.getRawUserInfo() != null || url.getHost() == null) {
      return false;
    }
    if (isPlainLoopback(url)) {
      return isSame(url, own);
    }
    return isHttps(url) && port(url) == 443 && hostSuffixes.stream().anyMatch(host(url)::endsWith);
  }

  /** Empty where there is none, which is no origin's host. */
  static String host(URI url) {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }

  static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return isHttps(url) ? 443 : 80;
  }

  /** The origin as text without a slash at its end, to put a path behind. */
  static String text(URI origin) {
    String port = origin.getPort() < 0 ? "" : ":" + origin.getPort();
    return origin.getScheme() + "://" + origin.getHost() + port;
  }
}

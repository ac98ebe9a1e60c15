package dev.stipend.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The store in which the seller has its files.
 *
 * @param endpoint where files are sent; plain http only on this machine
 * @param link where a file lies, with {@code {store}} and {@code {pathname}} to be filled in
 * @param hostSuffixes of the hosts on which the store shows files
 * @param timeout of sending one file
 */
public record BlobSettings(URI endpoint, String link, List<String> hostSuffixes, Duration timeout) {

  public BlobSettings {
    if (!Origins.isHttps(endpoint) && !Origins.isPlainLoopback(endpoint)) {
      throw new IllegalArgumentException("files are sent by https, or on this machine itself");
    }
    if (!link.contains("{pathname}")) {
      throw new IllegalArgumentException("a link to a file contains {pathname}");
    }
    hostSuffixes = List.copyOf(hostSuffixes);
  }

  boolean isAllowed(URI url) {
    return Origins.isAllowed(url, endpoint, hostSuffixes);
  }
}

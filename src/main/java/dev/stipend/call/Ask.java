package dev.stipend.call;

import java.util.Optional;

/**
 * What a request wants, for comparison with another one.
 *
 * @param route method and path
 * @param fingerprint of the canonical body
 */
public record Ask(String route, String fingerprint) {

  static Ask of(Checked checked) {
    return new Ask("POST " + checked.operation().path(), checked.fingerprint());
  }

  /** What differs from another request, in a word for its client; empty when they are the same. */
  Optional<String> difference(Ask other) {
    if (!route.equals(other.route)) {
      return Optional.of("route");
    }
    return fingerprint.equals(other.fingerprint) ? Optional.empty() : Optional.of("body");
  }
}

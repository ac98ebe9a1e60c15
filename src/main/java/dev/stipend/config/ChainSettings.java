package dev.stipend.config;

import java.net.URI;
import java.util.Optional;

/**
 * The chain on which payments settle.
 *
 * @param network by its CAIP-2 name
 * @param rpc may hold an access token, and is therefore not shown
 */
public record ChainSettings(String network, Optional<URI> rpc) {

  @Override
  public String toString() {
    return "ChainSettings[network=" + network + ", rpc=" + (rpc.isPresent() ? "set" : "none") + "]";
  }
}

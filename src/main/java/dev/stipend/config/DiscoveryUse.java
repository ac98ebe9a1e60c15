package dev.stipend.config;

/** Whether the seller's own document is laid over the catalogue. */
public enum DiscoveryUse {
  FOLLOW,
  OFF
}

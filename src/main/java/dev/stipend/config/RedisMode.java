package dev.stipend.config;

/** How the addresses of an external Redis belong together. */
public enum RedisMode {
  STANDALONE,
  SENTINEL,
  CLUSTER
}

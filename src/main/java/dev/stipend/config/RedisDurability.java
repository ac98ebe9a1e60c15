package dev.stipend.config;

/** What a written authorization waits for in an external Redis before it is sent. */
public enum RedisDurability {
  /** A replica, if there are any; with sentinels always one. */
  AUTO,
  /** Nothing beyond the master's answer. */
  OFF,
  /** A replica. */
  REPLICA,
  /** The master's disk. */
  DISK
}

package dev.stipend.redis;

/** What must have happened to a written authorization before it may leave. */
public enum Durability {
  /** The master has it. What becomes of it then is up to the master's own settings. */
  MASTER,
  /** One replica has it too, if the master has any. */
  REPLICA_IF_ANY,
  /** One replica has it too. */
  REPLICA,
  /** The master's disk has it. */
  DISK
}

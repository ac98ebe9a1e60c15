package dev.stipend.treasury;

/** What an operator says became of an authorization that nobody else can tell of. */
public sealed interface Ruling {

  /**
   * The money left.
   *
   * @param transaction that moved it; empty where none is named
   */
  record Settled(String transaction) implements Ruling {}

  /** The money never left and never will. */
  record Voided() implements Ruling {}
}

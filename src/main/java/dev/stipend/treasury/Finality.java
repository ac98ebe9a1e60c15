package dev.stipend.treasury;

/**
 * How settled the block must be that a reading relies on. Books are closed only on the last two.
 */
public enum Finality {
  LATEST,
  SAFE,
  FINALIZED
}

package dev.stipend.ledger;

/** What became of taking a month out of the books. */
public sealed interface PruneOutcome {

  /** There are no rows of it any more. */
  record Pruned(long spends) implements PruneOutcome {}

  /** Rows can still come. */
  record NotOver() implements PruneOutcome {}

  record NotExported() implements PruneOutcome {}

  /** Its rows are not those that were exported. */
  record ExportDiffers(long exported, long there) implements PruneOutcome {}

  /** Some of its spends have not ended, or may still be taken back by what the chain says. */
  record SpendsOpen(SpendId first) implements PruneOutcome {}
}

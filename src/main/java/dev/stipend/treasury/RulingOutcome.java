package dev.stipend.treasury;

/** What became of an operator's ruling. */
public sealed interface RulingOutcome {

  /** There is no such spend. */
  record UnknownSpend() implements RulingOutcome {}

  /** Nothing was changed, and this is why. */
  record Refused(String why) implements RulingOutcome {}

  /** The spend has ended as was said. */
  record Done() implements RulingOutcome {}
}

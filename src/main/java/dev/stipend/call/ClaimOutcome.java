package dev.stipend.call;

/** What became of the wish to claim a name, in the order in which the cases are tried. */
public sealed interface ClaimOutcome {

  /** The name is ours, until the lease ends or it is bound. */
  record Claimed() implements ClaimOutcome {}

  /** It is somebody else's: nothing was changed. */
  record Taken(Claim claim) implements ClaimOutcome {}
}

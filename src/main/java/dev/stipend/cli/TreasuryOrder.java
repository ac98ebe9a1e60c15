package dev.stipend.cli;

import java.util.List;

/** What somebody at the command line wants of the treasury. */
public sealed interface TreasuryOrder {

  /** How it stands. */
  record Show() implements TreasuryOrder {}

  /**
   * Nothing more is paid.
   *
   * @param what a model and one of its operations; empty for everything
   */
  record Pause(List<String> what, String reason) implements TreasuryOrder {

    public Pause {
      what = List.copyOf(what);
    }
  }

  /**
   * What is stopped is paid again.
   *
   * @param what a model and one of its operations, or {@code token}; empty for everything
   */
  record Resume(List<String> what, String reason) implements TreasuryOrder {

    public Resume {
      what = List.copyOf(what);
    }
  }
}

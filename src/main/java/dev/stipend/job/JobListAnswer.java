package dev.stipend.job;

import java.util.List;

/** What the seller says about the wallet's jobs. */
public sealed interface JobListAnswer {

  /** In the seller's order; entries without a usable id are left out. */
  record Listed(List<ListedJob> jobs) implements JobListAnswer {

    public Listed {
      jobs = List.copyOf(jobs);
    }
  }

  /** The wallet's proof was refused twice, a fault of this side or of the clock. */
  record ProofRefused(String code) implements JobListAnswer {}

  /** No usable answer now; asking again is free. */
  record Unavailable(String why) implements JobListAnswer {}
}

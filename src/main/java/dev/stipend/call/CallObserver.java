package dev.stipend.call;

import dev.stipend.money.Money;
import dev.stipend.team.TeamId;

/** Counts what happens. It must not fail, and it must not wait. */
public interface CallObserver {

  /** The guard refused an offer. */
  void surprised(String kind);

  /** A payment was authorized and ended this way: settled, refused, in_doubt, not_sent. */
  void paid(TeamId team, String model, String end, Money amount);
}

package dev.stipend.job;

import dev.stipend.team.TeamId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many clients may wait for jobs in this process: of all teams, and of one. */
public final class WaitingRoom {

  private final int seats;
  private final int seatsPerTeam;
  private final AtomicInteger taken = new AtomicInteger();
  private final Map<TeamId, Integer> byTeam = new ConcurrentHashMap<>();

  public WaitingRoom(int seats, int seatsPerTeam) {
    this.seats = seats;
    this.seatsPerTeam = seatsPerTeam;
  }

  /** Whoever is let in must leave again, once. */
  public Entry enter(TeamId team) {
    if (taken.incrementAndGet() > seats) {
      taken.decrementAndGet();
      return Entry.FULL;
    }
    int ofTeam = byTeam.merge(team, 1, Integer::sum);
    if (ofTeam > seatsPerTeam) {
      leave(team);
      return Entry.FULL_FOR_TEAM;
    }
    return Entry.ENTERED;
  }

  public void leave(TeamId team) {
    byTeam.computeIfPresent(team, (same, count) -> count == 1 ? null : count - 1);
    taken.decrementAndGet();
  }

  /** How many wait now. */
  public int taken() {
    return taken.get();
  }

  public int seatsPerTeam() {
    return seatsPerTeam;
  }

  /** Whether somebody was let in. */
  public enum Entry {
    ENTERED,
    FULL_FOR_TEAM,
    FULL
  }
}

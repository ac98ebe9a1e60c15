package dev.stipend.treasury;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.team.Team;
import java.time.Instant;
import java.util.Optional;

/** By which calendars a spend counts: which windows those are depends on when it was reserved. */
public record CountingCalendars(Calendar organisation, Calendar team) {

  /** A team that is not known any more counted by some calendar: the organisation's is a guess. */
  static CountingCalendars of(Calendar organisation, Optional<Team> team) {
    return new CountingCalendars(
        organisation,
        team.map(each -> new Calendar(each.timeZone(), each.weekStart())).orElse(organisation));
  }

  public CountingWindows at(Instant moment) {
    return new CountingWindows(organisation.at(moment), team.at(moment));
  }
}

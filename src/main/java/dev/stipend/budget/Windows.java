package dev.stipend.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * The calendar windows that one instant falls into, in one time zone.
 *
 * <p>A window's id names it for good: {@code 2026-11-20T10+0100} is an hour (with its offset, since
 * an hour occurs twice when clocks go back), {@code 2026-11-20} a day, {@code 2026-11-16/7} the
 * week that begins on that day, {@code 2026-11} a month.
 */
public record Windows(ZonedDateTime moment, DayOfWeek weekStart) {

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HHxx");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd");
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("uuuu-MM");

  /** With weeks that begin on Monday. */
  public static Windows at(Instant instant, ZoneId zone) {
    return new Windows(instant.atZone(zone), DayOfWeek.MONDAY);
  }

  public String id(WindowKind kind) {
    return switch (kind) {
      case HOUR -> HOUR.format(moment);
      case DAY -> DAY.format(moment);
      case WEEK -> DAY.format(startOfWeek()) + "/7";
      case MONTH -> MONTH.format(moment);
      case LIFETIME -> "lifetime";
    };
  }

  /** When the window began; a lifetime began before everything. */
  public Instant start(WindowKind kind) {
    return switch (kind) {
      case HOUR -> startOfHour();
      case DAY -> startOfDay(moment);
      case WEEK -> startOfDay(startOfWeek());
      case MONTH -> startOfDay(moment.withDayOfMonth(1));
      case LIFETIME -> Instant.EPOCH;
    };
  }

  /** When the next window begins; a lifetime never ends. */
  public Optional<Instant> end(WindowKind kind) {
    return switch (kind) {
      case HOUR -> Optional.of(endOfHour());
      case DAY -> Optional.of(startOfDay(moment.plusDays(1)));
      case WEEK -> Optional.of(startOfDay(startOfWeek().plusWeeks(1)));
      case MONTH -> Optional.of(startOfDay(moment.with(TemporalAdjusters.firstDayOfNextMonth())));
      case LIFETIME -> Optional.empty();
    };
  }

  /**
   * An hour begins on the full hour of the wall clock, or when that clock was put forward or back.
   */
  private Instant startOfHour() {
    Instant fullHour =
        moment
            .toInstant()
            .minusSeconds(moment.getMinute() * 60L + moment.getSecond())
            .truncatedTo(ChronoUnit.SECONDS);
    ZoneOffsetTransition last =
        moment.getZone().getRules().previousTransition(moment.toInstant().plusMillis(1));
    return last != null && last.getInstant().isAfter(fullHour) ? last.getInstant() : fullHour;
  }

  /** An hour ends on the full hour of the wall clock, or when that clock is put forward or back. */
  private Instant endOfHour() {
    Instant fullHour =
        moment.toInstant().plusSeconds(3600 - (moment.getMinute() * 60L + moment.getSecond()));
    Instant whole = fullHour.truncatedTo(ChronoUnit.SECONDS);
    ZoneOffsetTransition next = moment.getZone().getRules().nextTransition(moment.toInstant());
    return next != null && next.getInstant().isBefore(whole) ? next.getInstant() : whole;
  }

  private ZonedDateTime startOfWeek() {
    return moment.with(TemporalAdjusters.previousOrSame(weekStart));
  }

  private static Instant startOfDay(ZonedDateTime day) {
    return day.toLocalDate().atStartOfDay(day.getZone()).toInstant();
  }
}

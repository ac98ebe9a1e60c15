package dev.stipend.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T09:30:00Z, UTC, HOUR, 2026-11-20T09+0000, 2026-11-20T10:00:00Z",
    "2026-11-20T09:30:00Z, Asia/Kolkata, HOUR, 2026-11-20T15+0530, 2026-11-20T10:30:00Z",
    "2026-11-20T09:20:00Z, Pacific/Chatham, HOUR, 2026-11-20T23+1345, 2026-11-20T10:15:00Z",
    "2026-10-25T00:30:00Z, Europe/Berlin, HOUR, 2026-10-25T02+0200, 2026-10-25T01:00:00Z",
    "2026-04-04T13:50:00Z, Pacific/Chatham, HOUR, 2026-04-05T03+1345, 2026-04-04T14:00:00Z",
    "2026-11-20T23:30:00Z, Europe/Berlin, DAY, 2026-11-21, 2026-11-21T23:00:00Z",
    "2026-11-20T09:30:00Z, UTC, WEEK, 2026-11-16/7, 2026-11-23T00:00:00Z",
    "2026-11-30T23:59:59Z, UTC, MONTH, 2026-11, 2026-12-01T00:00:00Z",
    "2026-12-01T04:59:59Z, America/New_York, MONTH, 2026-11, 2026-12-01T05:00:00Z",
    "2028-02-29T12:00:00Z, UTC, DAY, 2028-02-29, 2028-03-01T00:00:00Z",
    "2026-03-29T00:30:00Z, Europe/Berlin, DAY, 2026-03-29, 2026-03-29T22:00:00Z",
    "2026-10-25T12:00:00Z, Europe/Berlin, DAY, 2026-10-25, 2026-10-25T23:00:00Z",
    "2026-10-25T22:59:59Z, Europe/Berlin, WEEK, 2026-10-19/7, 2026-10-25T23:00:00Z",
    "2026-03-31T21:59:59Z, Europe/Berlin, MONTH, 2026-03, 2026-03-31T22:00:00Z",
    "2026-11-01T05:30:00Z, America/New_York, HOUR, 2026-11-01T01-0400, 2026-11-01T06:00:00Z",
    "2026-11-01T06:30:00Z, America/New_York, HOUR, 2026-11-01T01-0500, 2026-11-01T07:00:00Z",
    "2026-11-01T12:00:00Z, America/New_York, DAY, 2026-11-01, 2026-11-02T05:00:00Z",
    "2028-02-29T23:59:59Z, UTC, MONTH, 2028-02, 2028-03-01T00:00:00Z",
    "2028-02-29T18:00:00Z, Asia/Kolkata, DAY, 2028-02-29, 2028-02-29T18:30:00Z",
    "2027-02-28T18:30:00Z, Asia/Kolkata, MONTH, 2027-03, 2027-03-31T18:30:00Z",
    "2026-04-04T12:00:00Z, Pacific/Chatham, DAY, 2026-04-05, 2026-04-05T11:15:00Z"
  })
  void aWindowIsNamedAndEndsByTheCalendarOfItsZone(
      Instant instant, String zone, WindowKind kind, String id, Instant end) {
    Windows windows = Windows.at(instant, ZoneId.of(zone));

    assertThat(windows.id(kind)).isEqualTo(id);
    assertThat(windows.end(kind)).contains(end);
  }

  @Test
  void theHourThatOccursTwiceIsTwoWindows() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");

    assertThat(Windows.at(Instant.parse("2026-10-25T00:30:00Z"), berlin).id(WindowKind.HOUR))
        .isEqualTo("2026-10-25T02+0200");
    assertThat(Windows.at(Instant.parse("2026-10-25T01:30:00Z"), berlin).id(WindowKind.HOUR))
        .isEqualTo("2026-10-25T02+0100");
  }

  @ParameterizedTest
  @CsvSource({
    "MONDAY, 2026-11-16/7, 2026-11-23T00:00:00Z",
    "FRIDAY, 2026-11-20/7, 2026-11-27T00:00:00Z",
    "SATURDAY, 2026-11-14/7, 2026-11-21T00:00:00Z",
    "SUNDAY, 2026-11-15/7, 2026-11-22T00:00:00Z"
  })
  void aWeekBeginsOnTheDayOfItsCalendar(DayOfWeek start, String id, Instant end) {
    Windows friday =
        new Calendar(ZoneId.of("UTC"), start).at(Instant.parse("2026-11-20T09:30:00Z"));

    assertThat(friday.id(WindowKind.WEEK)).isEqualTo(id);
    assertThat(friday.end(WindowKind.WEEK)).contains(end);
  }

  @Test
  void aLifetimeNeverEnds() {
    assertThat(Windows.at(Instant.EPOCH, ZoneId.of("UTC")).end(WindowKind.LIFETIME)).isEmpty();
  }
}

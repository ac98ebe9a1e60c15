package dev.stipend.budget;

import static org.assertj.core.api.Assertions.assertThat;

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
    "2026-03-29T00:30:00Z, Europe/Berlin, DAY, 2026-03-29, 2026-03-29T22:00:00Z"
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

  @Test
  void aLifetimeNeverEnds() {
    assertThat(Windows.at(Instant.EPOCH, ZoneId.of("UTC")).end(WindowKind.LIFETIME)).isEmpty();
  }
}

package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calendar of the scripts, which Lua in Redis does not have, held against that of Java. */
class BooksDateTest {

  @RegisterExtension final RealRedis redis = new RealRedis();

  @Test
  void everyDayOfFourHundredYearsHasItsDate() throws IOException {
    LocalDate first = LocalDate.of(1970, 1, 1);
    LocalDate last = LocalDate.of(2370, 12, 31);

    List<String> told =
        ask(
            "local dates = {} "
                + "for day = 0, ARGV[1] do dates[#dates + 1] = date(day * DAY) end "
                + "return dates",
            Long.toString(last.toEpochDay()));

    assertThat(told)
        .containsExactlyElementsOf(
            first.datesUntil(last.plusDays(1)).map(LocalDate::toString).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-02-29", "2026-11-20", "2027-12-31", "2100-03-01"})
  void aDayLastsFromMidnightToMidnight(String day) throws IOException {
    LocalDate date = LocalDate.parse(day);
    long midnight = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();

    assertThat(
            ask(
                "return { date(ARGV[1] - 1), date(tonumber(ARGV[1])), date(ARGV[1] + DAY - 1) }",
                Long.toString(midnight)))
        .containsExactly(date.minusDays(1).toString(), day, day);
  }

  private List<String> ask(String question, String argument) throws IOException {
    try (InputStream time = Script.class.getResourceAsStream("/redis/time.lua")) {
      byte[] source = Objects.requireNonNull(time).readAllBytes();
      String script = new String(source, StandardCharsets.UTF_8) + question;
      return await(redis.link().send(Command.EVAL, script, "0", argument)).stream()
          .map(Response::toString)
          .toList();
    }
  }
}

package dev.stipend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** That the benchmark runs, and counts right; never how long anything took. */
@EnabledIf("dev.stipend.redis.RedisServer#isInstalled")
class BooksBenchmarkTest {

  private static final String TINY = "inFlight=8 rounds=1 millis=100 batch=50 calls=200";

  @Test
  void everythingIsMeasuredAndPrinted() {
    String printed = print("fsync=off " + TINY);

    assertThat(printed).contains("| 1 limit ", "| 4 limits ", "| 12 limits ", "| settle ");
    assertThat(printed).contains("stipend:{money}:spend:<id>", "100 million would take");
  }

  @Test
  void oldBooksStandBesideYoungOnes() {
    String printed = print("fsync=always rows=2000 " + TINY);

    assertThat(printed).contains("appendfsync always", "| newest 100 spends of a team ");
    assertThat(printed)
        .containsPattern("\\| 8,0\\d\\d rows")
        .containsPattern("\\| \\d\\d,\\d{3} rows");
  }

  @Test
  void everyFinishedCallIsWeighed() {
    try (Books books = Books.start("off")) {
      books.begin(4);

      Weight.Result weight = new Weight(books, Plan.parse("calls=300")).measure();

      assertThat(weight.grown()).isPositive();
      assertThat(weight.families())
          .filteredOn(family -> family.name().equals("stipend:job:<id>"))
          .singleElement()
          .satisfies(jobs -> assertThat(jobs.keys()).isGreaterThanOrEqualTo(300));
    }
  }

  @Test
  void aPlanWithAnUnknownWordIsRefused() {
    assertThatThrownBy(() -> Plan.parse("row=5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row=5");
  }

  private static String print(String plan) {
    return String.join("\n", new BooksBenchmark(Plan.parse(plan)).run());
  }
}

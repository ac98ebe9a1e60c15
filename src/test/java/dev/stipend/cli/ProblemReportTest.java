package dev.stipend.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemReportTest {

  @Test
  void eachProblemSaysWhereWhatAndTheWayOut() {
    ConfigReading reading =
        ConfigReader.read(
            Map.of("STIPEND_PROT", "1", "STIPEND_PAYMENT_PRICE_MAX", "cheap"), Optional.empty());

    assertThat(ProblemReport.format(((ConfigReading.Invalid) reading).problems()))
        .isEqualTo(
            """
            The configuration has 2 problems.

              payment.priceMax (STIPEND_PAYMENT_PRICE_MAX)
                is "cheap", which is not an amount in dollars with at most six decimals.
                Right would be: 25.00

              STIPEND_PROT
                is not a setting.
                Did you mean STIPEND_PORT?
            """);
  }
}

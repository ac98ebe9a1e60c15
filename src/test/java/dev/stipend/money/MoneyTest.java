package dev.stipend.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "5, 5000000, 5.00",
    "5.00, 5000000, 5.00",
    "0.134, 134000, 0.134",
    "0.000001, 1, 0.000001",
    "12.5, 12500000, 12.50",
    "0, 0, 0.00",
    "9007199254.740991, 9007199254740991, 9007199254.740991"
  })
  void dollarsAreReadAndWrittenExactly(String written, long micros, String canonical) {
    assertThat(Money.parseDollars(written).micros()).isEqualTo(micros);
    assertThat(Money.ofMicros(micros).toDollars()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "5.",
        ".5",
        "-1",
        "+1",
        "1e3",
        "1,5",
        "0.1234567",
        " 1",
        "1 ",
        "$1",
        "NaN",
        "٣",
        "12345678901",
        "9007199254.740992"
      })
  void whatIsNoDollarAmountIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Money.parseDollars(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1.5",
        "0x1",
        "9007199254740992",
        "1234567890123456789012345678901234567890"
      })
  void whatIsNoWholeMicroDollarIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Money.parseMicros(text));
  }

  @Test
  void anAmountNeverGoesBelowZeroOrAboveTheBound() {
    assertThatThrownBy(() -> Money.ZERO.minus(Money.ofMicros(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Money.ofMicros(Money.MICROS_MAX).plus(Money.ofMicros(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsLeftWhenMoreWasUsedThanThereIs() {
    assertThat(Money.ofMicros(5).leftAfter(Money.ofMicros(7))).isEqualTo(Money.ZERO);
    assertThat(Money.ofMicros(7).leftAfter(Money.ofMicros(5))).isEqualTo(Money.ofMicros(2));
  }

  @Property
  void everyAmountSurvivesItsTwoTextForms(
      @ForAll @LongRange(min = 0, max = Money.MICROS_MAX) long micros) {
    Money amount = Money.ofMicros(micros);
    assertThat(Money.parseDollars(amount.toDollars())).isEqualTo(amount);
    assertThat(Money.parseMicros(amount.toMicros())).isEqualTo(amount);
    assertThat(new BigDecimal(amount.toDollars()))
        .isEqualByComparingTo(BigDecimal.valueOf(micros, 6));
  }

  @Test
  void multiplyingIsExactAndBounded() {
    assertThat(Money.parseDollars("0.134").times(3)).isEqualTo(Money.parseDollars("0.402"));
    assertThat(Money.parseDollars("5").times(0)).isEqualTo(Money.ZERO);
    assertThatIllegalArgumentException().isThrownBy(() -> Money.ofMicros(2).times(1L << 52));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Money.ofMicros(4).times(Long.MAX_VALUE));
  }
}

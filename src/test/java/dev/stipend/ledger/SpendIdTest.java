package dev.stipend.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpendIdTest {

  private static final long YEAR_10889 = (1L << 48) - 1;

  private final SecureRandom random = new SecureRandom();

  @Property
  void idsMadeLaterSortLater(
      @ForAll @LongRange(min = 0, max = YEAR_10889 - 1) long first,
      @ForAll @LongRange(min = 1, max = 1_000_000) long later) {
    long second = Math.min(first + later, YEAR_10889);

    SpendId earlier = SpendId.make(Instant.ofEpochMilli(first), random);
    SpendId after = SpendId.make(Instant.ofEpochMilli(second), random);

    assertThat(earlier).isLessThan(after);
    assertThat(SpendId.isOne(earlier.value())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01m7w8em538n974v4twxr3mjh",
        "01m7w8em538n974v4twxr3mjh22",
        "01M7W8EM538N974V4TWXR3MJH2",
        "81m7w8em538n974v4twxr3mjh2",
        "01m7w8em538n974v4twxr3mji2",
        "../../../../etc/passwd0000"
      })
  void whatIsNoSpendIdIsKnownAsSuch(String text) {
    assertThat(SpendId.isOne(text)).isFalse();
  }
}

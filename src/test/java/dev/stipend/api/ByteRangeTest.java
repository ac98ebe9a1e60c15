package dev.stipend.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-99, 0, 99",
    "bytes=100-, 100, 999",
    "bytes=-100, 900, 999",
    "bytes=-5000, 0, 999",
    "bytes=0-5000, 0, 999",
    "bytes=999-999, 999, 999"
  })
  void oneRangeIsServed(String header, long first, long last) {
    assertThat(ByteRange.of(header, 1000)).isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bytes=-", "bytes=0-1,3-4", "items=0-1", "bytes=9-1", "bytes=a-b"})
  void whatIsNoRangeMeansEverything(String header) {
    assertThat(ByteRange.of(header, 1000)).isEqualTo(new ByteRange.Whole());
  }

  @Test
  void whatTheFileDoesNotHaveIsRefused() {
    assertThat(ByteRange.of("bytes=1000-", 1000)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.of("bytes=-0", 1000)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.of("bytes=0-", 0)).isEqualTo(new ByteRange.Unsatisfiable());
    assertThat(ByteRange.of(null, 1000)).isEqualTo(new ByteRange.Whole());
  }
}

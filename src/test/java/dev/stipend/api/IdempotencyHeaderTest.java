package dev.stipend.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyHeaderTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "\"8e03978e-40d5-43e8\", 8e03978e-40d5-43e8",
        "8e03978e-40d5-43e8, 8e03978e-40d5-43e8",
        "' \"a\" ', a",
        "'\"a\\\"b\\\\c\"', 'a\"b\\c'",
        "'a\"b', 'a\"b'",
        "a;b=c, a;b=c"
      })
  void aStringInQuotesAndTheSameWithoutAreOneId(String header, String id) {
    assertThat(IdempotencyHeader.parse(header).value()).isEqualTo(id);
  }

  @Test
  void anIdHasUpTo255Characters() {
    assertThat(IdempotencyHeader.parse("x".repeat(255)).value()).hasSize(255);
    isRefused("x".repeat(256));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"",
        "\"\"",
        "\"a",
        "\"a\\\"",
        "\"a\\n\"",
        "\"a\";b=c",
        "\"a\"\"b\"",
        "a b",
        "\"a b\"",
        "\"ä\"",
        "ä",
        "a\u0000",
        "a\tb",
        "a\u007f"
      })
  void anythingElseIsRefused(String header) {
    isRefused(header);
  }

  private static void isRefused(String header) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> IdempotencyHeader.parse(header))
        .matches(refused -> refused.problem().code() == ProblemCode.INVALID_IDEMPOTENCY_KEY)
        .matches(refused -> "Idempotency-Key".equals(refused.problem().param()));
  }
}

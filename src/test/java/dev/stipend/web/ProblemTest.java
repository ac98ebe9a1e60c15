package dev.stipend.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stipend.catalog.BodyCheck;
import dev.stipend.catalog.CatalogueReader;
import dev.stipend.catalog.CheckResult.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @EnumSource
  void everyCodeSaysWhatAndWhatToDo(ProblemCode code) {
    assertThat(code.status()).isBetween(400, 599).isNotEqualTo(402);
    assertThat(code.title()).isNotBlank().doesNotEndWith(".");
    assertThat(code.help()).endsWith(code.help().endsWith("?") ? "?" : ".");
    assertThat(code.openAiType()).isNotBlank();
    assertThat(code.documentation()).isEqualTo("/docs/errors#" + code.code());
  }

  @Test
  void noAnswerAfterWhichARetryCouldPayAgainIsRetried() {
    assertThat(ProblemCode.INTERNAL_ERROR.mayRetry()).isFalse();
    assertThat(ProblemCode.UPSTREAM_REFUSED.mayRetry()).isFalse();
    assertThat(ProblemCode.UPSTREAM_OFFER_REFUSED.mayRetry()).isFalse();
    assertThat(ProblemCode.LIMIT_EXCEEDED.mayRetry()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void whoMayRetryIsToldWhen(ProblemCode code) {
    assertThat(Problem.of(code, "Now.").retryAfter() != null).isEqualTo(code.mayRetry());
  }

  @Test
  void aMissingApiKeyIsToOpenAisClientsAnInvalidOne() {
    assertThat(ProblemCode.MISSING_API_KEY.code()).isEqualTo("missing_api_key");
    assertThat(ProblemCode.MISSING_API_KEY.openAiCode()).isEqualTo("invalid_api_key");
  }

  @Test
  void aFurtherMemberNeverHidesAStandardOne() {
    Problem problem = Problem.of(ProblemCode.INVALID_BODY, "Wrong.");

    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("status", 200));
  }

  @Test
  void aRefusedBodyNamesEveryField() {
    JsonNode body = refused("{\"imagesize\":\"2K\",\"imageSize\":\"8K\"}");

    assertThat(body.path("status").intValue()).isEqualTo(400);
    assertThat(body.path("code").asString()).isEqualTo("invalid_body");
    assertThat(body.path("detail").asString()).isEqualTo("imagesize: unknown field (and 2 more).");
    assertThat(body.path("help").asString()).isEqualTo("Did you mean imageSize?");
    assertThat(body.path("error").path("param").asString()).isEqualTo("imagesize");
    assertThat(body.path("errors").size()).isEqualTo(3);
    assertThat(body.path("errors").path(2).path("reason").asString())
        .isEqualTo("\"8K\" is not allowed");
    assertThat(body.path("errors").path(2).path("help").asString())
        .isEqualTo("use one of 1K, 2K, 4K");
  }

  @Test
  void aBodyThatIsNoJsonHasItsOwnCode() {
    JsonNode body = refused("a fox");

    assertThat(body.path("code").asString()).isEqualTo("invalid_json");
    assertThat(body.path("detail").asString()).startsWith("Not JSON (line 1, column ");
    assertThat(body.path("error").path("param").isNull()).isTrue();
  }

  private static JsonNode refused(String body) {
    var operation = CatalogueReader.shipped().find("nano-banana-pro", "generate").orElseThrow();
    var result = (Refused) new BodyCheck().check(operation, body);
    return JSON.readTree(BodyRefusal.of(result).toJson("r-1"));
  }
}

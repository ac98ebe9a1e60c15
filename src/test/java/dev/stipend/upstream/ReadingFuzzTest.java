package dev.stipend.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.call.PaidAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** No answer of the seller ends in an exception, and only a 200 with an object is a yes. */
class ReadingFuzzTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @Property
  void everyAnswerHasAMeaning(
      @ForAll @IntRange(min = 100, max = 999) int status,
      @ForAll("bodies") String body,
      @ForAll String header) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.add("retry-after", header).add("PAYMENT-REQUIRED", header);
    headers.add("PAYMENT-RESPONSE", header);
    Exchange.Answer answer = new Exchange.Answer(status, headers, Buffer.buffer(body));

    assertThat(SaleReading.quote(answer, NOW)).isNotNull();
    assertThat(JobReading.job(answer)).isNotNull();
    assertThat(JobReading.list(answer)).isNotNull();
    PaidAnswer paid = SaleReading.paid(answer, NOW);
    assertThat(paid).isNotInstanceOf(PaidAnswer.NotSent.class);
    if (status != 200 || !body.stripLeading().startsWith("{")) {
      assertThat(paid).isNotInstanceOf(PaidAnswer.Accepted.class);
    }
  }

  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> values =
        Arbitraries.of(
            "null",
            "7",
            "-1",
            "40.5",
            "1e999",
            "true",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[{}]",
            "[7,null]",
            "\"complete\"",
            "\"failed\"",
            "\"https://a.example/\"",
            "\"\\ud800\"",
            "{\"message\":[]}",
            "{\"imageUrl\":{}}",
            "[{\"path\":[null,{}],\"message\":7}]",
            "[{\"id\":\"a\",\"input\":7,\"createdAt\":{}}]");
    Arbitrary<String> names =
        Arbitraries.of(
            "jobId",
            "type",
            "status",
            "progress",
            "result",
            "error",
            "message",
            "issues",
            "reason",
            "jobs",
            "data",
            "items",
            "job",
            "id");
    Arbitrary<String> member =
        Combinators.combine(names, values).as((name, value) -> "\"" + name + "\":" + value);
    Arbitrary<String> object =
        member.list().ofMaxSize(6).map(members -> "{" + String.join(",", members) + "}");
    return Arbitraries.oneOf(object, values, Arbitraries.strings());
  }
}

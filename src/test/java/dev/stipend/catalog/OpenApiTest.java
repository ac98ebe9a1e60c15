package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiTest {

  private static final OpenApi READER = new OpenApi("/api/generate/{model}/{operation}");

  private static final String DOCUMENT =
      """
      {"openapi":"3.1.0","info":{"title":"StableStudio"},
       "paths":{
        "/api/generate/fox-1/generate":{"post":{
          "x-payment-info":{"price":{"mode":"dynamic","currency":"USD","min":"0","max":"10.00"}},
          "requestBody":{"content":{"application/json":{"schema":SCHEMA}}}}},
        "/api/generate/fox-1/upscale":{"post":{
          "x-payment-info":{"price":{"mode":"fixed","currency":"USD","amount":"0.01"}}}},
        "/api/jobs":{"get":{"security":[{"siwx":[]}]}}}}
      """;

  @Test
  void whatIsSoldIsReadWithItsFields() {
    Announcement read =
        announcement(
            """
            {"type":"object","required":["prompt","images"],"properties":{
              "prompt":{"type":"string","minLength":1,"maxLength":100},
              "imageSize":{"type":"string","enum":["1K","2K"],"default":"1K"},
              "steps":{"type":"integer","minimum":1,"maximum":50,"default":20},
              "seconds":{"type":"integer","enum":[4,8]},
              "seed":{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991},
              "upscale":{"type":"boolean","default":false},
              "start":{"anyOf":[{"type":"string","format":"uri"},{"type":"null"}]},
              "images":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"string","format":"uri"}},
              "tags":{"type":"array","items":{"type":"string","enum":["a","b"]}},
              "strength":{"type":"number"},
              "mask":{"$ref":"#/components/schemas/Mask"}}}
            """);

    assertThat(read.entries())
        .extracting(Announcement.Entry::id)
        .containsExactly("fox-1/generate", "fox-1/upscale");
    assertThat(read.entries().getFirst().most()).isEqualTo(Money.parseDollars("10.00"));
    assertThat(read.entries().getLast().fixed()).isEqualTo(Money.parseDollars("0.01"));
    assertThat(read.entries().getLast().form()).as("no schema that can be read").isEmpty();
    Form form = read.entries().getFirst().form().orElseThrow();
    assertThat(form.parameters())
        .extracting(Parameter::name, Parameter::type)
        .map(tuple -> tuple.toList().toString())
        .containsExactly(
            "[prompt, STRING]",
            "[imageSize, STRING]",
            "[steps, INT]",
            "[seconds, INT]",
            "[seed, INT]",
            "[upscale, BOOL]",
            "[start, URL]",
            "[images, URLS]",
            "[tags, STRINGS]",
            "[strength, ANY]",
            "[mask, ANY]");
    assertThat(form.parameter("prompt").orElseThrow().required()).isTrue();
    assertThat(form.parameter("imageSize").orElseThrow().defaultValue()).isEqualTo("1K");
    assertThat(form.parameter("steps").orElseThrow().allowed().max()).isEqualTo(50);
    assertThat(form.parameter("seed").orElseThrow().allowed()).isEqualTo(Allowed.ANYTHING);
    assertThat(form.parameter("seconds").orElseThrow().allowed().values())
        .isEqualTo(List.of("4", "8"));
    assertThat(form.parameters()).as("only the catalogue knows").noneMatch(Parameter::movesPrice);
  }

  @Test
  void whatIsKeptIsReadTheSameAgain() {
    OpenApi.Read first = read(document("{\"properties\":{\"prompt\":{\"type\":\"string\"}}}"));

    OpenApi.Read second = read(first.kept());

    assertThat(second.announcement()).isEqualTo(first.announcement());
    assertThat(second.kept()).isEqualTo(first.kept()).doesNotContain("StableStudio");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "{\"openapi\":\"3.1.0\",\"paths\":{",
        "<html></html>",
        "[]",
        "null",
        "{\"swagger\":\"2.0\",\"paths\":{}}",
        "{\"openapi\":\"3.1.0\"}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/pets\":{\"get\":{}}}}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/api/generate/a/b\":{\"post\":{}}}}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/api/generate/../b\":{\"post\":{\"x-payment-info\":{}}}}}",
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/api/generate/A/b c\":{\"post\":{\"x-payment-info\":{}}}}}"
      })
  void anythingElseIsUnusable(String document) {
    assertThat(READER.read(document.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OpenApi.Unusable.class);
  }

  @Test
  void whatCannotBeAFieldMakesTheWholeFormUnreadable() {
    Announcement read =
        announcement("{\"properties\":{\"prompt\":{\"type\":\"string\"},\"a\\r\\nb\":{}}}");

    assertThat(read.entries().getFirst().form()).isEmpty();
  }

  @Test
  void depthAndSizeAreBounded() {
    String deep = "{\"openapi\":\"3.1.0\",\"paths\":" + "{\"a\":".repeat(5_000);
    StringBuilder many = new StringBuilder("{\"openapi\":\"3.1.0\",\"paths\":{");
    for (int i = 0; i < 600; i++) {
      many.append("\"/api/generate/m%d/go\":{\"post\":{\"x-payment-info\":{}}},".formatted(i));
    }

    assertThat(READER.read(deep.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OpenApi.Unusable.class);
    assertThat(READER.read((many + "\"x\":{}}}").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new OpenApi.Unusable("it lists more than 500 operations"));
  }

  @Test
  void theOlderFamilyIsReadWhereThatIsConfigured() {
    String old = document("{\"properties\":{\"prompt\":{\"type\":\"string\"}}}");

    assertThat(
            new OpenApi("/api/x402/{model}/{operation}")
                .read(old.replace("/api/generate/", "/api/x402/").getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(OpenApi.Read.class);
  }

  @Property(tries = 500)
  void anySchemaHasAReading(@ForAll String text) {
    String quoted =
        "\"" + text.replace("\\", "").replace("\"", "").replaceAll("\\p{Cntrl}", "") + "\"";
    String schema =
        "{\"properties\":{\"a\":{\"type\":%s,\"enum\":[%s,1],\"default\":%s,\"minLength\":%s}},\"required\":%s}"
            .replace("%s", quoted);

    assertThat(READER.read(document(schema).getBytes(StandardCharsets.UTF_8))).isNotNull();
  }

  private static Announcement announcement(String schema) {
    return read(document(schema)).announcement();
  }

  private static String document(String schema) {
    return DOCUMENT.replace("SCHEMA", schema);
  }

  private static OpenApi.Read read(String document) {
    OpenApi.Reading reading = READER.read(document.getBytes(StandardCharsets.UTF_8));
    assertThat(reading).isInstanceOf(OpenApi.Read.class);
    return (OpenApi.Read) reading;
  }
}

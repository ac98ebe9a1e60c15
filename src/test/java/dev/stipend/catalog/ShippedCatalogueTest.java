package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.catalog.CheckResult.Accepted;
import dev.stipend.catalog.CheckResult.Refused;
import dev.stipend.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue that comes with the program, against what the seller documents. */
class ShippedCatalogueTest {

  private static final Catalogue CATALOGUE = CatalogueReader.shipped();
  private static final Path FACTS = Path.of("src/test/resources/catalogue/facts.txt");
  private static final String LINK = "https://example.com/a.png";

  private final BodyCheck check = new BodyCheck();

  static Stream<Operation> operations() {
    return CATALOGUE.models().stream().flatMap(model -> model.operations().stream());
  }

  @Test
  void everyDocumentedOperationIsThereWithItsFieldsAndPrices() throws IOException {
    Map<String, String> told = new LinkedHashMap<>();
    operations().forEach(operation -> told.put(operation.id(), facts(operation)));

    Map<String, String> documented = new LinkedHashMap<>();
    for (String block : Files.readString(FACTS).split("\n\n")) {
      List<String> lines =
          block.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
      if (!lines.isEmpty()) {
        String[] head = lines.getFirst().split(" ", 2);
        String fields = String.join("\n", new TreeSet<>(lines.subList(1, lines.size())));
        documented.put(head[0], head[1] + "\n" + fields);
      }
    }

    assertThat(new TreeSet<>(told.keySet())).isEqualTo(new TreeSet<>(documented.keySet()));
    documented.forEach((id, facts) -> assertThat(told.get(id)).as(id).isEqualTo(facts));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theDocumentedExampleIsTakenAsItIs(Operation operation) {
    Accepted accepted = accepted(operation, example(operation));

    assertThat(accepted.warnings()).isEmpty();
    example(operation)
        .properties()
        .forEach(
            field ->
                assertThat(JsonMapper.shared().readTree(accepted.body()).get(field.getKey()))
                    .isEqualTo(field.getValue()));
  }

  /** What is quoted must be what was meant, whatever the seller's default is. */
  @ParameterizedTest
  @MethodSource("operations")
  void whatMovesThePriceIsAlwaysSent(Operation operation) {
    ObjectNode least = JsonNodeFactory.instance.objectNode();
    operation.parameters().stream()
        .filter(Parameter::required)
        .forEach(parameter -> least.set(parameter.name(), good(parameter).getFirst()));
    operation.form().oneOf().stream().limit(1).forEach(name -> least.put(name, LINK));

    JsonNode sent = JsonMapper.shared().readTree(accepted(operation, least).body());

    for (Parameter parameter : operation.parameters()) {
      if (parameter.movesPrice() && !parameter.name().equals("upscaleResolution")) {
        assertThat(sent.has(parameter.name())).as(parameter.name()).isTrue();
      }
    }
  }

  /** Every way in which the fields that move the price can stand, within the published range. */
  @ParameterizedTest
  @MethodSource("operations")
  void whatAVariantCostsLiesWithinTheRangeAndUnderItsCeiling(Operation operation) {
    Price price = operation.price();
    for (Map<String, String> inputs : combinations(operation)) {
      price
          .expected(inputs)
          .ifPresent(
              expected -> {
                assertThat(expected).as(inputs.toString()).isBetween(price.min(), price.max());
                assertThat(expected.atMost(price.ceiling(inputs))).as(inputs.toString()).isTrue();
              });
      assertThat(price.expected(inputs).isPresent() || price.variants().isEmpty())
          .as("a price for " + inputs)
          .isTrue();
    }
  }

  @Test
  void theCeilingStaysFarBelowWhatTheSellerAsksForABodyItCannotPrice() {
    assertThat(operations())
        .allMatch(operation -> operation.ceiling().atMost(Money.parseDollars("9.50")))
        .allMatch(operation -> operation.price().max().atMost(operation.ceiling()));
  }

  @TestFactory
  Stream<DynamicTest> everyParameterTakesItsGoodValuesAndRefusesBadOnesByName() {
    return operations()
        .flatMap(
            operation ->
                operation.parameters().stream()
                    .map(
                        parameter ->
                            DynamicTest.dynamicTest(
                                operation.id() + " " + parameter.name(),
                                () -> tryOut(operation, parameter))));
  }

  private void tryOut(Operation operation, Parameter parameter) {
    for (JsonNode value : good(parameter)) {
      Accepted accepted = accepted(operation, with(operation, parameter, value));
      assertThat(accepted.body()).contains("\"" + parameter.name() + "\":" + value);
    }
    for (JsonNode value : bad(parameter)) {
      Refused refused = refused(operation, with(operation, parameter, value));
      assertThat(refused.problems()).as(value + " as " + parameter.name()).hasSize(1);
      BodyProblem problem = refused.problems().getFirst();
      assertThat(problem.field()).isEqualTo(parameter.name());
      assertThat(problem.wayOut()).isNotBlank();
      if (value.isString() && !parameter.allowed().values().isEmpty()) {
        assertThat(problem.reason()).contains(value.stringValue());
        assertThat(problem.allowed()).isEqualTo(parameter.allowed().values());
      }
    }
    String other = other(parameter.name());
    if (!other.equals(parameter.name())) {
      ObjectNode body = with(operation, parameter, good(parameter).getFirst());
      JsonNode value = body.remove(parameter.name());
      body.set(other, value);
      assertThat(accepted(operation, body).warnings())
          .contains(other + ": was renamed to " + parameter.name());
    }
  }

  /** By hand: what users of one model send to another, and what they hear. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/catalogue/bodies.csv",
      delimiter = '|',
      quoteCharacter = '§',
      numLinesToSkip = 2)
  void aBodyIsJudgedAsDocumented(String id, String changes, String expected) {
    String[] name = id.split("/", 2);
    Operation operation = CATALOGUE.find(name[0], name[1]).orElseThrow();
    ObjectNode body = example(operation);
    JsonMapper.shared()
        .readTree(changes)
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                body.remove(field.getKey());
              } else {
                body.set(field.getKey(), field.getValue());
              }
            });

    String judged =
        switch (check.check(operation, body.toString())) {
          case Accepted accepted ->
              accepted.warnings().isEmpty()
                  ? "good"
                  : "good, " + String.join("; ", accepted.warnings());
          case Refused refused -> {
            BodyProblem first = refused.problems().getFirst();
            yield first.field() + " " + first.reason() + "; " + first.wayOut();
          }
        };

    assertThat(judged).isEqualTo(expected);
  }

  private static String facts(Operation operation) {
    Price price = operation.price();
    List<String> fields = new ArrayList<>();
    for (Parameter parameter : operation.parameters()) {
      Allowed allowed = parameter.allowed();
      String bounds = allowed.min() == null && allowed.max() == null ? "" : " " + allowed.bounds();
      fields.add(
          "  "
              + parameter.name()
              + (parameter.required() ? "*" : "")
              + (parameter.movesPrice() ? "€" : "")
              + " "
              + parameter.type().text()
              + bounds
              + (allowed.values().isEmpty() ? "" : ": " + String.join(", ", allowed.values()))
              + (parameter.defaultValue() == null ? "" : " = " + parameter.defaultValue()));
    }
    return "%s–%s %s\n%s"
        .formatted(
            price.min().toDollars(),
            price.max().toDollars(),
            operation.result().name().toLowerCase(Locale.ROOT),
            String.join("\n", new TreeSet<>(fields)));
  }

  private static List<JsonNode> good(Parameter parameter) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Allowed allowed = parameter.allowed();
    return switch (parameter.type()) {
      case STRING ->
          allowed.values().isEmpty()
              ? List.of(nodes.stringNode("Grüße \"🦊\""))
              : allowed.values().stream().<JsonNode>map(nodes::stringNode).toList();
      case STRINGS -> List.of(nodes.arrayNode().add("image"));
      case INT ->
          List.of(
              nodes.numberNode(allowed.min() == null ? -7L : allowed.min()),
              nodes.numberNode(allowed.max() == null ? 7L : allowed.max()));
      case BOOL -> List.of(nodes.booleanNode(true), nodes.booleanNode(false));
      case URL -> List.of(nodes.stringNode(LINK));
      case URLS -> List.of(links(1), links(allowed.max() == null ? 5 : allowed.max()));
      case ANY -> List.of(nodes.objectNode());
    };
  }

  private static List<JsonNode> bad(Parameter parameter) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Allowed allowed = parameter.allowed();
    List<JsonNode> bad = new ArrayList<>(List.of(nodes.objectNode()));
    switch (parameter.type()) {
      case STRING -> {
        bad.add(nodes.booleanNode(true));
        if (!allowed.values().isEmpty()) {
          bad.add(nodes.stringNode("no such value"));
          bad.add(nodes.stringNode(allowed.values().getFirst() + "0"));
        }
        if (allowed.max() != null) {
          bad.add(nodes.stringNode("x".repeat(Math.toIntExact(allowed.max()) + 1)));
        }
      }
      case STRINGS -> bad.addAll(List.of(nodes.stringNode("image"), nodes.arrayNode().add(1)));
      case INT -> {
        bad.addAll(List.of(nodes.stringNode("many"), nodes.booleanNode(true)));
        if (allowed.min() != null && allowed.max() != null) {
          bad.add(nodes.numberNode(allowed.min() - 1));
          bad.add(nodes.numberNode(allowed.max() + 1));
        }
      }
      case BOOL -> bad.addAll(List.of(nodes.stringNode("yes"), nodes.numberNode(1)));
      case URL -> bad.addAll(List.of(nodes.stringNode("http://example.com/a"), links(1)));
      case URLS -> {
        bad.addAll(List.of(nodes.stringNode(LINK), links(0), nodes.arrayNode().add("a.png")));
        if (allowed.max() != null) {
          bad.add(links(allowed.max() + 1));
        }
      }
      case ANY -> bad.clear();
    }
    return bad;
  }

  private static ArrayNode links(long count) {
    ArrayNode links = JsonNodeFactory.instance.arrayNode();
    for (long i = 0; i < count; i++) {
      links.add(LINK);
    }
    return links;
  }

  /** The example with this value, and with whatever the field needs. */
  private static ObjectNode with(Operation operation, Parameter parameter, JsonNode value) {
    ObjectNode body = example(operation);
    List<String> missing = new ArrayList<>(parameter.needs());
    List<String> oneOf = operation.form().oneOf();
    if (oneOf.contains(parameter.name()) || parameter.needs().stream().anyMatch(oneOf::contains)) {
      oneOf.forEach(body::remove);
    }
    for (int i = 0; i < missing.size(); i++) {
      Parameter needed = operation.parameter(missing.get(i)).orElseThrow();
      body.set(needed.name(), good(needed).getFirst());
      needed.needs().stream().filter(more -> !missing.contains(more)).forEach(missing::add);
    }
    body.set(parameter.name(), value);
    return body;
  }

  private static List<Map<String, String>> combinations(Operation operation) {
    List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
    for (Parameter parameter : operation.parameters()) {
      if (parameter.movesPrice() && !parameter.allowed().values().isEmpty()) {
        List<Map<String, String>> more = new ArrayList<>();
        for (Map<String, String> one : all) {
          if (parameter.defaultValue() == null && !parameter.required()) {
            more.add(one);
          }
          for (String value : parameter.allowed().values()) {
            Map<String, String> with = new LinkedHashMap<>(one);
            with.put(parameter.name(), value);
            more.add(with);
          }
        }
        all = more;
      }
    }
    return all;
  }

  /** The same words as the other family of names would write them. */
  private static String other(String name) {
    if (name.contains("_")) {
      StringBuilder camel = new StringBuilder();
      for (String word : name.split("_", -1)) {
        camel.append(
            camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
      }
      return camel.toString();
    }
    StringBuilder snake = new StringBuilder();
    name.chars()
        .forEach(
            c ->
                snake.append(
                    Character.isUpperCase(c)
                        ? "_" + (char) Character.toLowerCase(c)
                        : String.valueOf((char) c)));
    return snake.toString();
  }

  private static ObjectNode example(Operation operation) {
    return (ObjectNode) JsonMapper.shared().readTree(operation.form().example());
  }

  private Accepted accepted(Operation operation, ObjectNode body) {
    CheckResult result = check.check(operation, body.toString());
    assertThat(result).as(operation.id() + " " + body).isInstanceOf(Accepted.class);
    return (Accepted) result;
  }

  private Refused refused(Operation operation, ObjectNode body) {
    CheckResult result = check.check(operation, body.toString());
    assertThat(result).as(operation.id() + " " + body).isInstanceOf(Refused.class);
    return (Refused) result;
  }
}

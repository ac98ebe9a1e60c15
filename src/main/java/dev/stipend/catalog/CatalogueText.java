package dev.stipend.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The text of a catalogue file as a tree, laid over the shipped one where it extends that. */
final class CatalogueText {

  /** With this a file of an operator's own names only what is different. */
  static final String EXTENDS = "extends";

  private static final String SHIPPED_NAME = "built-in";

  /** Where the catalogue that comes with the program lies. */
  private static final String SHIPPED = "/config/catalogue.yaml";

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private final String file;
  private final List<String> problems;

  CatalogueText(String file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  static String shipped() {
    try (InputStream in = CatalogueText.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException("the program comes without " + SHIPPED);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable JsonNode whole(String yaml) {
    JsonNode own = parsed(yaml);
    if (own == null || !own.isObject() || !own.has(EXTENDS)) {
      return own;
    }
    if (!own.get(EXTENDS).asString("").equals(SHIPPED_NAME)) {
      problems.add(EXTENDS + ": must be " + SHIPPED_NAME);
    }
    ObjectNode whole = (ObjectNode) YAML.readTree(shipped());
    lay(own, whole);
    return whole;
  }

  private static void lay(JsonNode over, ObjectNode under) {
    over.properties()
        .forEach(
            entry -> {
              JsonNode below = under.get(entry.getKey());
              if (entry.getValue().isObject() && below instanceof ObjectNode mapping) {
                lay(entry.getValue(), mapping);
              } else {
                under.set(entry.getKey(), entry.getValue());
              }
            });
  }

  private @Nullable JsonNode parsed(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JacksonException e) {
      var location = e.getLocation();
      String place = location == null ? "" : "line " + location.getLineNr() + ": ";
      String text = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("not YAML");
      throw new InvalidCatalogueException(file, List.of(place + text));
    }
  }
}

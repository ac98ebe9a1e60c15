package dev.stipend.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Something for sale.
 *
 * @param path where it is bought; the older family of routes sells the same under another path
 * @param jobType how the job list calls it
 * @param oneOf fields of which exactly one must be there; empty: there is no such rule
 * @param maximumMicros what the seller asks when it cannot tell what a body costs
 * @param strict whether a field nobody knows is an error
 * @param age which products stand at this path when
 */
record Product(
    String id,
    String path,
    Makes makes,
    String jobType,
    List<Field> fields,
    Tariff tariff,
    List<String> oneOf,
    long maximumMicros,
    boolean strict,
    Age age) {

  static final long MAXIMUM_MICROS = 10_000_000;

  /** Where some faults lead; both are always sold. */
  static final String PICTURE = "nano-banana-pro/generate";

  static final String CLIP = "veo-3.1/generate";

  /** The token for one file, which is sold at a path of its own and makes no job. */
  static final String UPLOAD = "upload/upload";

  private static final String FAMILY = "/api/generate/";
  private static final String OLD_FAMILY = "/api/x402/";

  /** What it is that is made for the money. */
  enum Makes {
    PICTURE,
    CLIP,
    DRAWING,
    TOKEN
  }

  /** When a product is sold under its path. */
  enum Age {
    USUAL,
    FIRST,
    LATER
  }

  static String pathOf(String id) {
    return id.equals(UPLOAD) ? "/api/upload" : FAMILY + id;
  }

  static String oldPathOf(String id) {
    return id.equals(UPLOAD) ? OLD_FAMILY + "uploads" : OLD_FAMILY + id;
  }

  /** The same under the path that the older family of routes had. */
  Product inOldFamily() {
    return new Product(
        id, oldPathOf(id), makes, jobType, fields, tariff, oneOf, maximumMicros, strict, age);
  }

  boolean isInOldFamily() {
    return path.startsWith(OLD_FAMILY);
  }

  String model() {
    return id.substring(0, id.indexOf('/'));
  }

  String title() {
    String words =
        Arrays.stream(model().split("-", -1))
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
            .collect(Collectors.joining(" "));
    return words + " - " + id.substring(id.indexOf('/') + 1);
  }

  boolean isClip() {
    return makes == Makes.CLIP;
  }

  /** The price of a body that the schema accepts. */
  long priceMicros(JsonNode body) {
    return tariff.priceMicros(this, body);
  }

  /** A choice of the body, or what the seller takes when it is left out; empty when it has none. */
  String value(JsonNode body, String name) {
    String given = Json.string(body, name);
    return given.isEmpty()
        ? fields.stream()
            .filter(field -> field.name().equals(name) && !field.values().isEmpty())
            .findFirst()
            .map(field -> field.values().getFirst())
            .orElse("")
        : given;
  }
}

package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the priced variants of a catalogue file, and holds them against the parameters. */
final class VariantReader {

  private VariantReader() {}

  static List<Variant> read(Entry entry, String name) {
    List<Variant> variants = new ArrayList<>();
    entry.each(name).forEach(each -> variant(each).ifPresent(variants::add));
    return variants;
  }

  private static Optional<Variant> variant(Entry entry) {
    Map<String, List<String>> when = new LinkedHashMap<>();
    Entry conditions = entry.at("when");
    conditions.names().forEach(field -> when.put(field, conditions.texts(field)));
    Optional<String> each = entry.text("each");
    Optional<Money> price = entry.required("price", entry.dollars("price"));
    Optional<Money> ceiling = entry.required("ceiling", entry.dollars("ceiling"));
    entry.done();
    if (price.isEmpty() || ceiling.isEmpty()) {
      return Optional.empty();
    }
    return entry.make(() -> new Variant(when, each.orElse(null), price.get(), ceiling.get()));
  }

  /** A variant that can never be met is a mistake. */
  static void check(Entry entry, List<Variant> variants, List<Parameter> parameters) {
    for (Variant variant : variants) {
      variant.when().forEach((field, values) -> condition(entry, parameters, field, values));
      String each = variant.each();
      if (each != null && parameters.stream().noneMatch(known -> isNumber(known, each))) {
        entry.problem(
            "variants", "each names " + each + ", which is no number that moves the price");
      }
    }
  }

  private static void condition(
      Entry entry, List<Parameter> parameters, String field, List<String> values) {
    Optional<Parameter> named =
        parameters.stream()
            .filter(known -> known.name().equals(field) && known.movesPrice())
            .findFirst();
    if (named.isEmpty()) {
      entry.problem("variants", "when names " + field + ", which is no field that moves the price");
      return;
    }
    List<String> allowed = named.get().allowed().values();
    values.stream()
        .filter(value -> !allowed.isEmpty() && !allowed.contains(value))
        .forEach(value -> entry.problem("variants", value + " is no value of the field " + field));
  }

  private static boolean isNumber(Parameter known, String each) {
    return known.name().equals(each)
        && known.movesPrice()
        && switch (known.type()) {
          case STRING -> known.allowed().values().stream().allMatch(VariantReader::isDigits);
          case INT, STRINGS, URLS -> true;
          case BOOL, URL, ANY -> false;
        };
  }

  private static boolean isDigits(String value) {
    return value.matches("[0-9]{1,9}");
  }
}

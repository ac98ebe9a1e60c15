package dev.stipend.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that the seller's document tells, with what only the catalogue knows of them: which
 * move the price, which belong together, and how else they are called.
 */
final class FormOverlay {

  private final Form known;
  private final Form live;
  private final List<String> differences = new ArrayList<>();

  FormOverlay(Form known, Form live) {
    this.known = known;
    this.live = live;
  }

  /** Of the document from the catalogue, for people. */
  List<String> differences() {
    return differences;
  }

  Form form() {
    Map<String, Parameter> kept = new LinkedHashMap<>();
    List<Parameter> brought = new ArrayList<>();
    for (Parameter told : live.parameters()) {
      Optional<Parameter> base = counterpart(told);
      base.ifPresent(one -> kept.put(one.name(), merged(one, told)));
      if (base.isEmpty()) {
        brought.add(discovered(told));
        differences.add(told.name() + ": new");
      }
    }
    // The order stays, so that the same body stays the same whoever reads the document first.
    List<Parameter> fields = new ArrayList<>();
    for (Parameter one : known.parameters()) {
      Parameter now = kept.get(one.name());
      if (now == null) {
        differences.add(one.name() + ": gone");
      } else {
        fields.add(now);
      }
    }
    fields.addAll(brought);
    Set<String> names = new LinkedHashSet<>(fields.stream().map(Parameter::name).toList());
    boolean hasChoice = names.containsAll(known.oneOf()) && noneIsRequired(fields);
    return new Form(
        fields.stream().map(field -> needing(field, names)).toList(),
        hasChoice ? known.oneOf() : List.of(),
        known.example());
  }

  private boolean noneIsRequired(List<Parameter> fields) {
    return fields.stream()
        .noneMatch(field -> known.oneOf().contains(field.name()) && field.required());
  }

  /** The same field, or one that is only called otherwise now. */
  private Optional<Parameter> counterpart(Parameter told) {
    return known
        .parameter(told.name())
        .or(
            () ->
                known
                    .meant(told.name())
                    .filter(renamed -> live.parameter(renamed.name()).isEmpty()));
  }

  private Parameter merged(Parameter base, Parameter told) {
    boolean isVaguer =
        told.type() == ParameterType.ANY
            || (base.type() == ParameterType.URL && told.isFreeText())
            || (base.type() == ParameterType.URLS && told.isFreeText())
            || (base.type() == told.type()
                && told.allowed().values().isEmpty()
                && !base.allowed().values().isEmpty());
    ParameterType type = isVaguer ? base.type() : told.type();
    Allowed allowed = isVaguer ? base.allowed() : allowed(base, told);
    List<String> aliases = new ArrayList<>(base.aliases());
    if (!base.name().equals(told.name())) {
      aliases.add(base.name());
      aliases.remove(told.name());
    }
    Parameter merged =
        made(
            told.name(),
            type,
            told.required(),
            allowed,
            firstAllowed(type, allowed, told.defaultValue(), base.defaultValue()),
            base.movesPrice(),
            base.needs(),
            aliases,
            base.note());
    differ(base, merged);
    return merged;
  }

  /** A bound that the document does not name still holds. */
  private static Allowed allowed(Parameter base, Parameter told) {
    if (base.type() != told.type()) {
      return told.allowed();
    }
    Allowed live = told.allowed();
    boolean hasBounds = live.min() != null || live.max() != null || !live.values().isEmpty();
    return hasBounds ? live : base.allowed();
  }

  /** Whatever has few values may move the price, and is sent and written down as if it did. */
  private static Parameter discovered(Parameter told) {
    boolean mayMovePrice =
        switch (told.type()) {
          case STRING -> !told.allowed().values().isEmpty();
          case INT, BOOL, URLS -> true;
          case STRINGS, URL, ANY -> false;
        };
    return made(
        told.name(),
        told.type(),
        told.required(),
        told.allowed(),
        told.defaultValue(),
        mayMovePrice,
        List.of(),
        List.of(),
        null);
  }

  private static Parameter needing(Parameter field, Set<String> names) {
    return made(
        field.name(),
        field.type(),
        field.required(),
        field.allowed(),
        field.defaultValue(),
        field.movesPrice(),
        field.needs().stream().filter(names::contains).toList(),
        field.aliases(),
        field.note());
  }

  private static Parameter made(
      String name,
      ParameterType type,
      boolean required,
      Allowed allowed,
      @Nullable String byDefault,
      boolean movesPrice,
      List<String> needs,
      List<String> aliases,
      @Nullable String note) {
    boolean isWritable = type != ParameterType.STRING || !allowed.values().isEmpty();
    return new Parameter(
        name,
        type,
        required,
        allowed,
        required ? null : byDefault,
        movesPrice && isWritable && type != ParameterType.ANY,
        needs,
        aliases,
        note);
  }

  private static @Nullable String firstAllowed(
      ParameterType type, Allowed allowed, @Nullable String... values) {
    for (String value : values) {
      if (value != null && isAllowed(type, allowed, value)) {
        return value;
      }
    }
    return null;
  }

  private static boolean isAllowed(ParameterType type, Allowed allowed, String value) {
    return switch (type) {
      case STRING -> allowed.values().isEmpty() || allowed.values().contains(value);
      case INT ->
          value.matches("-?[0-9]{1,18}")
              && (allowed.values().isEmpty()
                  ? allowed.holds(Long.parseLong(value))
                  : allowed.values().contains(value));
      case BOOL -> value.equals("true") || value.equals("false");
      case STRINGS, URL, URLS, ANY -> false;
    };
  }

  private void differ(Parameter base, Parameter now) {
    String name = now.name();
    if (!base.name().equals(name)) {
      differences.add(base.name() + ": now called " + name);
    }
    if (base.type() != now.type()) {
      differences.add(name + ": now " + now.type().text() + " instead of " + base.type().text());
    }
    if (base.required() != now.required()) {
      differences.add(name + (now.required() ? ": now required" : ": no longer required"));
    }
    List<String> more = without(now.allowed().values(), base.allowed().values());
    List<String> fewer = without(base.allowed().values(), now.allowed().values());
    if (!more.isEmpty()) {
      differences.add(name + ": also takes " + Shown.choices(more));
    }
    if (!fewer.isEmpty()) {
      differences.add(name + ": no longer takes " + Shown.choices(fewer));
    }
    boolean sameBounds =
        Objects.equals(base.allowed().min(), now.allowed().min())
            && Objects.equals(base.allowed().max(), now.allowed().max());
    if (!sameBounds && (now.allowed().min() != null || now.allowed().max() != null)) {
      differences.add(name + ": now " + now.allowed().bounds());
    }
    if (!now.required() && !Objects.equals(base.defaultValue(), now.defaultValue())) {
      differences.add(name + ": default now " + now.defaultValue());
    }
  }

  private static List<String> without(List<String> values, List<String> others) {
    return values.stream().filter(value -> !others.contains(value)).toList();
  }
}

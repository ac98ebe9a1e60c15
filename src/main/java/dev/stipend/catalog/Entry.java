package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One mapping of a catalogue file, with its path. What cannot be read is noted and answered with
 * nothing, so that reading goes on and finds every problem; {@link #done} notes what nobody asked
 * for.
 */
final class Entry {

  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h)");

  private final String path;
  private final JsonNode node;
  private final List<String> problems;
  private final Set<String> asked = new HashSet<>();

  Entry(String path, @Nullable JsonNode node, List<String> problems) {
    this.path = path;
    this.problems = problems;
    this.node = node != null && node.isObject() ? node : JsonNodeFactory.instance.objectNode();
    if (node != null && !node.isObject() && !node.isNull()) {
      problems.add((path.isEmpty() ? "the file" : path) + ": must be a mapping");
    }
  }

  Collection<String> names() {
    return node.propertyNames();
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  Entry at(String name) {
    return new Entry(path(name), find(name).orElse(null), problems);
  }

  /** The mappings of a list. */
  List<Entry> each(String name) {
    List<Entry> entries = new ArrayList<>();
    find(name)
        .ifPresent(
            list -> {
              if (!list.isArray() || list.isEmpty()) {
                problem(name, "must be a list of mappings");
              }
              list.forEach(
                  node ->
                      entries.add(
                          new Entry(path(name) + "." + (entries.size() + 1), node, problems)));
            });
    return entries;
  }

  /** A mapping as it stands, as JSON. */
  Optional<String> json(String name) {
    Optional<JsonNode> value = find(name);
    if (value.isPresent() && !value.get().isObject()) {
      problem(name, "must be a mapping");
    }
    return value.filter(JsonNode::isObject).map(JsonNode::toString);
  }

  /** Notes a problem with this entry or one of its fields. */
  void problem(String name, String text) {
    problems.add((name.isEmpty() ? path : path(name)) + ": " + text);
  }

  /** A value made of what was read; a constructor's refusal becomes a problem of this entry. */
  <T> Optional<T> make(Supplier<T> constructor) {
    try {
      return Optional.of(constructor.get());
    } catch (IllegalArgumentException e) {
      problem("", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  Optional<String> text(String name) {
    return find(name).flatMap(value -> asText(name, value));
  }

  Optional<Boolean> flag(String name) {
    Optional<JsonNode> value = find(name);
    value
        .filter(found -> !found.isBoolean())
        .ifPresent(_ -> problem(name, "must be true or false"));
    return value.filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
  }

  Optional<Long> whole(String name) {
    Optional<JsonNode> value = find(name);
    Optional<Long> number =
        value
            .filter(found -> found.isIntegralNumber() && found.canConvertToLong())
            .map(JsonNode::longValue);
    if (value.isPresent() && number.isEmpty()) {
      problem(name, "must be a whole number");
    }
    return number;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    find(name)
        .ifPresent(
            list -> {
              if (!list.isArray() || list.isEmpty()) {
                problem(name, "must be a list of strings");
              }
              list.forEach(value -> asText(name, value).ifPresent(texts::add));
            });
    if (new HashSet<>(texts).size() < texts.size()) {
      problem(name, "has an entry twice");
    }
    return texts;
  }

  Optional<Money> dollars(String name) {
    return text(name).flatMap(text -> parsed(name, () -> Money.parseDollars(text)));
  }

  Optional<LocalDate> date(String name) {
    return text(name).flatMap(text -> parsed(name, () -> LocalDate.parse(text)));
  }

  Optional<Pattern> pattern(String name) {
    return text(name).flatMap(text -> parsed(name, () -> Pattern.compile(text)));
  }

  Optional<Duration> duration(String name) {
    Optional<String> text = text(name);
    Optional<Duration> duration =
        text.map(DURATION::matcher).filter(Matcher::matches).map(Entry::duration);
    if (text.isPresent() && duration.isEmpty()) {
      problem(name, "must be a duration such as 500ms, 3s, 10m or 1h");
    }
    return duration;
  }

  <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    List<E> all = List.of(type.getEnumConstants());
    Optional<String> text = text(name);
    Optional<E> chosen =
        text.flatMap(given -> all.stream().filter(e -> lower(e).equals(given)).findFirst());
    if (text.isPresent() && chosen.isEmpty()) {
      problem(name, "must be one of " + Shown.choices(all.stream().map(Entry::lower).toList()));
    }
    return chosen;
  }

  <T> Optional<T> required(String name, Optional<T> value) {
    if (!has(name)) {
      problem(name, "is missing");
    }
    return value;
  }

  /** To be called when all that may be here was asked for. */
  void done() {
    for (String name : node.propertyNames()) {
      if (!asked.contains(name)) {
        String hint =
            NearestName.nearest(name, asked)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("known here are " + Shown.choices(asked.stream().sorted().toList()));
        problem(name, "unknown field; " + hint);
      }
    }
  }

  private Optional<JsonNode> find(String name) {
    asked.add(name);
    return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
  }

  private Optional<String> asText(String name, JsonNode value) {
    if (value.isString()) {
      return Optional.of(value.stringValue());
    }
    problem(name, "must be text, in quotes");
    return Optional.empty();
  }

  private <T> Optional<T> parsed(String name, Supplier<T> parser) {
    try {
      return Optional.of(parser.get());
    } catch (PatternSyntaxException e) {
      problem(name, "is no regular expression: " + e.getDescription());
    } catch (DateTimeException e) {
      problem(name, "must be a date such as 2026-11-20");
    } catch (IllegalArgumentException e) {
      problem(name, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static Duration duration(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

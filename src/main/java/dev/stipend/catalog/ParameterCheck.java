package dev.stipend.catalog;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/** Checks one value against its parameter. */
final class ParameterCheck {

  static final int URL_LENGTH_MAX = 4096;

  /** Of any list, where nothing tighter is known. */
  private static final int LIST_MAX = 64;

  private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

  private static final String UPLOAD_FIRST =
      "send a public https link, such as the blobUrl that POST /api/upload answers";

  /** How the check of one value ended. */
  sealed interface Verdict {

    record Good(JsonNode value) implements Verdict {}

    /** Good after a change that the caller should know of. */
    record Changed(JsonNode value, String warning) implements Verdict {}

    record Bad(String reason, String wayOut, List<String> allowed, Optional<String> nearest)
        implements Verdict {

      Bad(String reason, String wayOut) {
        this(reason, wayOut, List.of(), Optional.empty());
      }
    }
  }

  private ParameterCheck() {}

  static Verdict check(Parameter parameter, JsonNode value, @Nullable String alsoLinked) {
    return switch (parameter.type()) {
      case STRING -> string(parameter, value);
      case STRINGS -> strings(parameter, value);
      case INT -> whole(parameter, value);
      case BOOL -> flag(parameter, value);
      case URL ->
          value.isString()
              ? url(value, alsoLinked)
              : new Verdict.Bad("must be a string", UPLOAD_FIRST);
      case URLS -> urls(parameter, value, alsoLinked);
      case ANY -> new Verdict.Good(value);
    };
  }

  private static Verdict string(Parameter parameter, JsonNode value) {
    if (value.isString()) {
      return text(parameter, value.stringValue(), Verdict.Good::new);
    }
    if (value.isIntegralNumber() && !parameter.isFreeText()) {
      String digits = value.bigIntegerValue().toString();
      String warning =
          parameter.name()
              + ": %s was sent as a number and converted to \"%s\"".formatted(digits, digits);
      return text(parameter, digits, node -> new Verdict.Changed(node, warning));
    }
    List<String> values = parameter.allowed().values();
    String wayOut =
        values.isEmpty() ? "send text in quotes" : "use one of " + Shown.choices(values);
    return new Verdict.Bad("must be a string", wayOut, values, Optional.empty());
  }

  private static Verdict text(Parameter parameter, String text, Function<JsonNode, Verdict> good) {
    Allowed allowed = parameter.allowed();
    if (!allowed.values().isEmpty()) {
      return allowed.values().contains(text)
          ? good.apply(StringNode.valueOf(text))
          : notAmong(text, allowed.values());
    }
    if (!isWellFormed(text)) {
      return new Verdict.Bad(
          "contains half a character", "send each \\u surrogate together with its other half");
    }
    if (parameter.required() && text.isBlank()) {
      return new Verdict.Bad("is empty", "send text");
    }
    int length = text.codePointCount(0, text.length());
    if (!allowed.holds(length)) {
      return new Verdict.Bad(
          "has " + length + " characters", "send " + allowed.bounds() + " characters");
    }
    var pattern = allowed.pattern();
    if (pattern != null && !pattern.matcher(text).matches()) {
      return new Verdict.Bad(
          Shown.value(text) + " is not allowed", "send text that matches " + pattern.pattern());
    }
    return good.apply(StringNode.valueOf(text));
  }

  private static Verdict notAmong(String text, List<String> values) {
    Optional<String> nearest = NearestName.nearestValue(text, values);
    String all = Shown.choices(values);
    String wayOut =
        nearest
            .map(meant -> "did you mean " + meant + "? Allowed are " + all)
            .orElse("use one of " + all);
    return new Verdict.Bad(Shown.value(text) + " is not allowed", wayOut, values, nearest);
  }

  private static Verdict whole(Parameter parameter, JsonNode value) {
    if (value.isString() && DIGITS.matcher(value.stringValue()).matches()) {
      long number = Long.parseLong(value.stringValue());
      String warning = parameter.name() + ": \"%s\" was sent as a string and converted to %d";
      return whole(
          parameter,
          number,
          new Verdict.Changed(
              LongNode.valueOf(number), warning.formatted(value.stringValue(), number)));
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      return new Verdict.Bad("must be a whole number", "send digits without quotes");
    }
    return whole(parameter, value.longValue(), new Verdict.Good(value));
  }

  private static Verdict whole(Parameter parameter, long number, Verdict good) {
    Allowed allowed = parameter.allowed();
    if (!allowed.values().isEmpty()) {
      String text = Long.toString(number);
      return allowed.values().contains(text) ? good : notAmong(text, allowed.values());
    }
    return allowed.holds(number)
        ? good
        : new Verdict.Bad(number + " is out of range", "send " + allowed.bounds());
  }

  private static Verdict flag(Parameter parameter, JsonNode value) {
    if (value.isBoolean()) {
      return new Verdict.Good(value);
    }
    String text = value.isString() ? value.stringValue() : "";
    if (text.equals("true") || text.equals("false")) {
      String warning = parameter.name() + ": \"%s\" was sent as a string and converted to %s";
      return new Verdict.Changed(
          BooleanNode.valueOf(text.equals("true")), warning.formatted(text, text));
    }
    return new Verdict.Bad("must be true or false", "send true or false, without quotes");
  }

  private static Verdict strings(Parameter parameter, JsonNode value) {
    if (!value.isArray()) {
      return new Verdict.Bad("must be a list of strings", "send a list, such as [\"one\"]");
    }
    Allowed allowed = parameter.allowed();
    if (value.size() > LIST_MAX || !allowed.holds(value.size())) {
      return new Verdict.Bad("has " + value.size() + " entries", "send " + bounds(allowed));
    }
    for (int i = 0; i < value.size(); i++) {
      JsonNode entry = value.get(i);
      Verdict verdict =
          entry.isString()
              ? text(parameter.entry(), entry.stringValue(), Verdict.Good::new)
              : new Verdict.Bad("must be a string", "send text in quotes");
      if (verdict instanceof Verdict.Bad(var reason, var wayOut, var values, var nearest)) {
        return new Verdict.Bad("entry " + (i + 1) + " " + reason, wayOut, values, nearest);
      }
    }
    return new Verdict.Good(value);
  }

  private static String bounds(Allowed allowed) {
    boolean isFree = allowed.min() == null && allowed.max() == null;
    return isFree ? "at most " + LIST_MAX : allowed.bounds();
  }

  private static Verdict urls(Parameter parameter, JsonNode value, @Nullable String alsoLinked) {
    if (!value.isArray()) {
      return new Verdict.Bad(
          "must be a list of links", "send a list, such as [\"https://example.com/one.png\"]");
    }
    Allowed allowed = parameter.allowed();
    if (value.size() > LIST_MAX || !allowed.holds(value.size())) {
      return new Verdict.Bad(
          "has " + value.size() + " entries", "send " + bounds(allowed) + " links");
    }
    for (int i = 0; i < value.size(); i++) {
      JsonNode entry = value.get(i);
      Verdict verdict =
          entry.isString()
              ? url(entry, alsoLinked)
              : new Verdict.Bad("must be a string", UPLOAD_FIRST);
      if (verdict instanceof Verdict.Bad(var reason, var wayOut, var _, var _)) {
        return new Verdict.Bad("entry " + (i + 1) + " " + reason, wayOut);
      }
    }
    return new Verdict.Good(value);
  }

  /** A link is never repeated in a message: its query may open something private. */
  private static Verdict url(JsonNode value, @Nullable String alsoLinked) {
    String text = value.stringValue();
    if (text.length() > URL_LENGTH_MAX) {
      return new Verdict.Bad("is longer than " + URL_LENGTH_MAX + " characters", UPLOAD_FIRST);
    }
    if (alsoLinked != null && text.startsWith(alsoLinked)) {
      return new Verdict.Good(value);
    }
    try {
      URI uri = new URI(text);
      boolean isPublicLink =
          "https".equalsIgnoreCase(uri.getScheme())
              && uri.getHost() != null
              && uri.getRawUserInfo() == null;
      return isPublicLink
          ? new Verdict.Good(value)
          : new Verdict.Bad("is not a https link", UPLOAD_FIRST);
    } catch (URISyntaxException e) {
      return new Verdict.Bad("is not a https link", UPLOAD_FIRST);
    }
  }

  private static boolean isWellFormed(String text) {
    return text.codePoints()
        .noneMatch(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c));
  }
}

package dev.stipend.catalog;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Checks one value against its parameter. */
final class ParameterCheck {

  static final int URL_LENGTH_MAX = 4096;

  private static final String UPLOAD_FIRST = "send a public https link";

  /** How the check of one value ended. */
  sealed interface Verdict {

    record Good(JsonNode value) implements Verdict {}

    /** Good after a change that the caller should know of. */
    record Changed(JsonNode value, String warning) implements Verdict {}

    record Bad(String reason, String wayOut) implements Verdict {}
  }

  private ParameterCheck() {}

  static Verdict check(Parameter parameter, JsonNode value) {
    return switch (parameter.type()) {
      case STRING -> string(parameter, value);
      case INT -> whole(parameter, value);
      case BOOL ->
          value.isBoolean()
              ? new Verdict.Good(value)
              : new Verdict.Bad("must be true or false", "send true or false, without quotes");
      case URL -> value.isString() ? url(value) : new Verdict.Bad("must be a string", UPLOAD_FIRST);
      case URLS -> urls(parameter, value);
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
              + ": "
              + digits
              + " was sent as a number and converted to \""
              + digits
              + "\"";
      return text(parameter, digits, node -> new Verdict.Changed(node, warning));
    }
    return new Verdict.Bad("must be a string", stringWayOut(parameter));
  }

  private static String stringWayOut(Parameter parameter) {
    return parameter.allowed().values().isEmpty()
        ? "send text in quotes"
        : "use one of " + Shown.choices(parameter.allowed().values());
  }

  private static Verdict text(Parameter parameter, String text, Function<JsonNode, Verdict> good) {
    Allowed allowed = parameter.allowed();
    if (!allowed.values().isEmpty()) {
      return allowed.values().contains(text)
          ? good.apply(StringNode.valueOf(text))
          : new Verdict.Bad(
              Shown.value(text) + " is not allowed",
              "use one of " + Shown.choices(allowed.values()));
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

  private static Verdict whole(Parameter parameter, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      return new Verdict.Bad("must be a whole number", "send digits without quotes");
    }
    long number = value.longValue();
    return parameter.allowed().holds(number)
        ? new Verdict.Good(value)
        : new Verdict.Bad(number + " is out of range", "send " + parameter.allowed().bounds());
  }

  private static Verdict urls(Parameter parameter, JsonNode value) {
    if (!value.isArray()) {
      return new Verdict.Bad(
          "must be a list of links", "send a list, such as [\"https://example.com/one.png\"]");
    }
    if (!parameter.allowed().holds(value.size())) {
      return new Verdict.Bad(
          "has " + value.size() + " entries", "send " + parameter.allowed().bounds() + " links");
    }
    for (int i = 0; i < value.size(); i++) {
      JsonNode entry = value.get(i);
      Verdict verdict =
          entry.isString() ? url(entry) : new Verdict.Bad("must be a string", UPLOAD_FIRST);
      if (verdict instanceof Verdict.Bad(var reason, var wayOut)) {
        return new Verdict.Bad("entry " + (i + 1) + " " + reason, wayOut);
      }
    }
    return new Verdict.Good(value);
  }

  /** A link is never repeated in a message: its query may open something private. */
  private static Verdict url(JsonNode value) {
    String text = value.stringValue();
    if (text.length() > URL_LENGTH_MAX) {
      return new Verdict.Bad("is longer than " + URL_LENGTH_MAX + " characters", UPLOAD_FIRST);
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

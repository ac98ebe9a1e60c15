package dev.stipend.catalog;

import dev.stipend.catalog.CheckResult.Accepted;
import dev.stipend.catalog.CheckResult.Cause;
import dev.stipend.catalog.CheckResult.Refused;
import dev.stipend.catalog.ParameterCheck.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a body before anything is sent. The seller does not refuse a bad body when it quotes, it
 * quotes the route's maximum; so nothing may leave that is not surely what was meant.
 */
public final class BodyCheck {

  /** The largest body that is looked at. */
  public static final int BYTES_MAX = 256 * 1024;

  private static final int PROBLEMS_MAX = 20;

  private final @Nullable String alsoLinked;

  /** Of links, public https alone is taken. */
  public BodyCheck() {
    this(null);
  }

  /**
   * Takes further links.
   *
   * @param alsoLinked what they begin with: where a seller on this machine keeps files
   */
  public BodyCheck(@Nullable String alsoLinked) {
    this.alsoLinked = alsoLinked;
  }

  public CheckResult check(Operation operation, String json) {
    return check(operation, json.getBytes(StandardCharsets.UTF_8));
  }

  public CheckResult check(Operation operation, byte[] json) {
    if (json.length > BYTES_MAX) {
      String reason = "the body has more than " + BYTES_MAX + " bytes";
      String wayOut = "send files as links, not in the body";
      return new Refused(
          Cause.TOO_LARGE, List.of(new BodyProblem(BodyProblem.WHOLE_BODY, reason, wayOut)));
    }
    return switch (JsonBody.read(json)) {
      case JsonBody.Unreadable(var refusal) -> refusal;
      case JsonBody.Fields(var values) -> new Run(operation, alsoLinked).check(values);
    };
  }

  /** One check, with what it gathers. */
  private static final class Run {

    private final Operation operation;
    private final @Nullable String alsoLinked;
    private final List<BodyProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Given> given = new TreeMap<>();

    Run(Operation operation, @Nullable String alsoLinked) {
      this.operation = operation;
      this.alsoLinked = alsoLinked;
    }

    CheckResult check(Map<String, JsonNode> values) {
      values.forEach(this::take);
      exactlyOne();
      ObjectNode canonical = JsonNodeFactory.instance.objectNode();
      Map<String, String> priceInputs = new LinkedHashMap<>();
      for (Parameter parameter : operation.parameters()) {
        JsonNode value = valueOf(parameter);
        if (value != null) {
          canonical.set(parameter.name(), value);
          if (parameter.movesPrice()) {
            priceInputs.put(parameter.name(), priceInput(parameter, value));
          }
        }
      }
      if (!problems.isEmpty()) {
        return new Refused(
            Cause.INVALID, problems.subList(0, Math.min(problems.size(), PROBLEMS_MAX)));
      }
      String body = JsonBody.write(canonical);
      return new Accepted(
          body, Collections.unmodifiableMap(priceInputs), warnings, fingerprint(operation, body));
    }

    private void take(String name, JsonNode value) {
      Optional<Parameter> known = operation.form().meant(name);
      if (known.isEmpty()) {
        problems.add(unknown(name));
        return;
      }
      String exact = known.get().name();
      if (value.isNull()) {
        warnings.add(Shown.name(name) + ": null was left out");
        return;
      }
      Given first = given.putIfAbsent(exact, new Given(name, value));
      if (first != null) {
        String reason = "given as " + first.name() + " and as " + name;
        problems.add(new BodyProblem(exact, reason, "send " + exact + " alone"));
      } else if (!name.equals(exact)) {
        warnings.add(name + ": was renamed to " + exact);
      }
    }

    private void exactlyOne() {
      List<String> choice = operation.form().oneOf();
      List<String> there = choice.stream().filter(given::containsKey).toList();
      if (choice.isEmpty() || there.size() == 1) {
        return;
      }
      String wayOut = "send exactly one of " + Shown.choices(choice);
      String field = there.isEmpty() ? choice.getFirst() : there.get(1);
      String reason = there.isEmpty() ? "missing" : "given beside " + there.getFirst();
      problems.add(new BodyProblem(field, reason, wayOut, choice, Optional.empty()));
    }

    private BodyProblem unknown(String name) {
      List<String> names = operation.parameters().stream().map(Parameter::name).toList();
      Optional<String> nearest = NearestName.nearest(name, names);
      String wayOut =
          nearest
              .map(meant -> "did you mean " + meant + "?")
              .orElse("leave it out; " + operation.id() + " takes " + Shown.choices(names));
      return new BodyProblem(Shown.name(name), "unknown field", wayOut, names, nearest);
    }

    private @Nullable JsonNode valueOf(Parameter parameter) {
      Given found = given.get(parameter.name());
      if (found == null) {
        return absent(parameter);
      }
      for (String needed : parameter.needs()) {
        if (!given.containsKey(needed)) {
          String reason = "makes no sense without " + needed;
          problems.add(
              new BodyProblem(found.name(), reason, "send " + needed + " too, or neither"));
        }
      }
      return switch (ParameterCheck.check(parameter, found.value(), alsoLinked)) {
        case Verdict.Good(var value) -> value;
        case Verdict.Changed(var value, var warning) -> {
          warnings.add(warning);
          yield value;
        }
        case Verdict.Bad(var reason, var wayOut, var allowed, var nearest) -> {
          problems.add(new BodyProblem(found.name(), reason, wayOut, allowed, nearest));
          yield null;
        }
      };
    }

    private @Nullable JsonNode absent(Parameter parameter) {
      if (parameter.required()) {
        problems.add(
            new BodyProblem(
                parameter.name(), "missing", "send " + parameter.name() + ", it is required"));
        return null;
      }
      String value = parameter.defaultValue();
      return parameter.movesPrice() && value != null ? typed(parameter, value) : null;
    }
  }

  /** A field under the name the caller gave it, which may be an alias. */
  private record Given(String name, JsonNode value) {}

  private static JsonNode typed(Parameter parameter, String value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (parameter.type()) {
      case STRING -> nodes.stringNode(value);
      case INT -> nodes.numberNode(Long.parseLong(value));
      case BOOL -> nodes.booleanNode(Boolean.parseBoolean(value));
      case STRINGS, URL, URLS, ANY -> throw new IllegalStateException("a list has no default");
    };
  }

  /** What the books keep of a value: a choice or a number as it is, of links only how many. */
  private static String priceInput(Parameter parameter, JsonNode value) {
    return switch (parameter.type()) {
      case STRING, INT, BOOL -> value.asString();
      case URL, ANY -> "1";
      case STRINGS, URLS -> Integer.toString(value.size());
    };
  }

  private static String fingerprint(Operation operation, String body) {
    String text = operation.model() + "\n" + operation.name() + "\n" + body;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

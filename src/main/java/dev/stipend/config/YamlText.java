package dev.stipend.config;

import dev.stipend.config.YamlNode.Entry;
import dev.stipend.config.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads a YAML document token by token, because a tree would have turned {@code 25.10} into a
 * double and kept only the last of two equal names.
 */
final class YamlText {

  /** Where the parser's long message names the place; the quoted piece of the file follows it. */
  private static final Pattern PLACE =
      Pattern.compile("([^\\n]*)\\n in [^\\n]*, line (\\d+), column (\\d+):");

  private final String file;
  private final YAMLParser parser;
  private final List<Problem> problems = new ArrayList<>();

  private YamlText(String text, String file) {
    this.file = file;
    this.parser = (YAMLParser) new YAMLFactory().createParser(ObjectReadContext.empty(), text);
  }

  /** Empty, with at least one problem, if the text is not YAML or not a block of names. */
  static Optional<Mapping> read(String text, String file, List<Problem> problems) {
    try {
      YamlText reading = new YamlText(text, file);
      Optional<Mapping> mapping = reading.document();
      problems.addAll(reading.problems);
      return mapping;
    } catch (JacksonException e) {
      problems.add(syntaxError(e, file));
      return Optional.empty();
    }
  }

  private Optional<Mapping> document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Optional.of(new Mapping(Map.of()));
    }
    Source.Line begin = here();
    YamlNode root = node(first, "");
    if (parser.nextToken() != null) {
      problems.add(Problem.of("", here(), "a second document begins here; only one is read"));
      return Optional.empty();
    }
    return switch (root) {
      case Mapping mapping -> Optional.of(mapping);
      case YamlNode.Empty _ -> Optional.of(new Mapping(Map.of()));
      case YamlNode.Text _, YamlNode.Sequence _ -> {
        problems.add(Problem.of("", begin, "the file must hold settings", "port: 8080"));
        yield Optional.empty();
      }
    };
  }

  private YamlNode node(@Nullable JsonToken token, String path) {
    if (token == JsonToken.START_OBJECT) {
      return mapping(path);
    }
    if (token == JsonToken.START_ARRAY) {
      return sequence(path);
    }
    if (parser.isCurrentAlias()) {
      problems.add(
          Problem.of(
              path, here(), "is an alias. Aliases are not supported; write the value again"));
      return new YamlNode.Empty();
    }
    String text = token == JsonToken.VALUE_NULL ? "" : parser.getString();
    return isNothing(text) ? new YamlNode.Empty() : new YamlNode.Text(text);
  }

  /** The parser takes one of YAML's three ways to write nothing for a text. */
  private static boolean isNothing(String text) {
    return text.isBlank() || text.equals("~");
  }

  private YamlNode sequence(String path) {
    List<YamlNode> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(node(token, path));
    }
    return new YamlNode.Sequence(items);
  }

  private Mapping mapping(String parent) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.getString();
      String path = SettingNames.below(parent, name);
      Source.Line line = here();
      Entry earlier = entries.get(name);
      Entry entry = new Entry(node(parser.nextToken(), path), line);
      if (earlier == null) {
        entries.put(name, entry);
      } else {
        String reason = "is written twice, the first time in line " + earlier.line().line();
        problems.add(Problem.of(path, line, reason));
      }
    }
    return new Mapping(entries);
  }

  private Source.Line here() {
    TokenStreamLocation location = parser.currentTokenLocation();
    return new Source.Line(file, location.getLineNr(), location.getColumnNr());
  }

  /** Takes only what is wrong and where: the piece of the file in the message may be a secret. */
  private static Problem syntaxError(JacksonException e, String file) {
    String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    String reason = message.lines().findFirst().orElse("it cannot be read");
    int line = e.getLocation().getLineNr();
    int column = e.getLocation().getColumnNr();
    String context = "";
    Matcher place = PLACE.matcher(message);
    for (boolean isFirst = true; place.find(); isFirst = false) {
      context = isFirst ? "" : reason + " that begins in line " + line + ": ";
      reason = place.group(1);
      line = Integer.parseInt(place.group(2));
      column = Integer.parseInt(place.group(3));
    }
    return Problem.of(
        "", new Source.Line(file, line, column), "this is not YAML: " + context + reason);
  }
}

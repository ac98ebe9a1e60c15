package dev.stipend.sandbox;

import dev.stipend.sandbox.Field.Kind;
import dev.stipend.sandbox.Product.Age;
import dev.stipend.sandbox.Product.Makes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the form of {@code products.txt}, which is told there. */
final class ProductText {

  private final List<Draft> drafts = new ArrayList<>();

  ProductText(String text) {
    for (String line : text.lines().toList()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.strip().split(" +");
      if (line.startsWith(" ")) {
        add(drafts.getLast(), words);
      } else {
        drafts.add(new Draft(words[0], Makes.valueOf(upper(words[1])), words[2]));
      }
    }
  }

  List<Product> products() {
    return drafts.stream().map(Draft::product).toList();
  }

  private void add(Draft draft, String[] words) {
    switch (words[0]) {
      case "as" -> draft.take(draft(words[1]));
      case "price" -> draft.lines.add(price(words));
      case "more" ->
          draft.more =
              new Tariff.More(Long.parseLong(words[1]), words[3], Long.parseLong(words[5]));
      case "one" -> draft.oneOf = List.of(words[1].split("\\|"));
      case "maximum" -> draft.maximumMicros = Long.parseLong(words[1]);
      case "strict" -> draft.strict = true;
      case "first", "later" -> draft.age = Age.valueOf(upper(words[0]));
      default -> draft.fields.add(field(words));
    }
  }

  private Draft draft(String id) {
    return drafts.stream().filter(draft -> draft.id.equals(id)).findFirst().orElseThrow();
  }

  private static Tariff.Line price(String[] words) {
    Map<String, List<String>> when = new LinkedHashMap<>();
    int at = 1;
    while (words[at].contains("=")) {
      String[] condition = words[at].split("=", 2);
      when.put(condition[0], values(condition[1], ","));
      at++;
    }
    boolean isMultiplied = words.length > at + 1;
    return new Tariff.Line(when, Long.parseLong(words[at]), isMultiplied ? words[at + 2] : null);
  }

  private static Field field(String[] words) {
    String kind = words[1].replaceAll("[!?]", "");
    String rest = words.length > 2 ? words[2] : "";
    boolean isChoice = kind.equals("choice");
    String[] bounds = isChoice || rest.isEmpty() ? new String[] {} : rest.split("\\.\\.", 2);
    return new Field(
        words[0],
        Kind.valueOf(upper(kind)),
        words[1].endsWith("!"),
        isChoice ? values(rest, "\\|") : List.of(),
        isChoice && kind.equals(words[1]),
        bounds.length == 0
            ? null
            : new Field.Bounds(Long.parseLong(bounds[0]), Long.parseLong(bounds[1])));
  }

  private static List<String> values(String text, String separator) {
    return Arrays.stream(text.split(separator)).map(value -> value.replace('~', ' ')).toList();
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  /** A product of which not all lines were read yet. */
  private static final class Draft {

    private final String id;
    private final Makes makes;
    private final String jobType;
    private final List<Field> fields = new ArrayList<>();
    private final List<Tariff.Line> lines = new ArrayList<>();
    private Tariff.@Nullable More more;
    private List<String> oneOf = List.of();
    private long maximumMicros = Product.MAXIMUM_MICROS;
    private boolean strict;
    private Age age = Age.USUAL;

    Draft(String id, Makes makes, String jobType) {
      this.id = id;
      this.makes = makes;
      this.jobType = jobType;
    }

    void take(Draft other) {
      fields.addAll(other.fields);
      lines.addAll(other.lines);
    }

    Product product() {
      return new Product(
          id,
          Product.pathOf(id),
          makes,
          jobType,
          List.copyOf(fields),
          new Tariff(List.copyOf(lines), more),
          oneOf,
          maximumMicros,
          strict,
          age);
    }
  }
}

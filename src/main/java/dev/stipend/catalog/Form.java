package dev.stipend.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an operation.
 *
 * @param parameters in the order of the canonical body
 * @param oneOf fields of which exactly one must be there; none: there is no such rule
 * @param example a body that is right, as JSON
 */
public record Form(List<Parameter> parameters, List<String> oneOf, @Nullable String example) {

  public Form {
    parameters = List.copyOf(parameters);
    oneOf = List.copyOf(oneOf);
  }

  /** The parameter of exactly this name; aliases do not count. */
  public Optional<Parameter> parameter(String wanted) {
    return parameters.stream().filter(parameter -> parameter.name().equals(wanted)).findFirst();
  }

  /**
   * The parameter that a field of this name surely means: by its name, by an alias, or because it
   * is made of the same words ({@code aspect_ratio}, {@code aspectRatio}).
   */
  public Optional<Parameter> meant(String given) {
    return parameter(given)
        .or(() -> only(parameters.stream().filter(known -> known.aliases().contains(given))))
        .or(
            () ->
                only(
                    parameters.stream()
                        .filter(
                            known ->
                                isSpelling(known.name(), given)
                                    || known.aliases().stream()
                                        .anyMatch(alias -> isSpelling(alias, given)))));
  }

  private static Optional<Parameter> only(Stream<Parameter> found) {
    List<Parameter> all = found.limit(2).toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  /** Whether both are the same words, written together in another manner. */
  static boolean isSpelling(String name, String other) {
    return words(name).equals(words(other));
  }

  private static List<String> words(String name) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean separates = c == '_' || c == '-' || c == ' ';
      if ((separates || Character.isUpperCase(c)) && !word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
      if (!separates) {
        word.append(c);
      }
    }
    words.add(word.toString());
    return words.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }
}

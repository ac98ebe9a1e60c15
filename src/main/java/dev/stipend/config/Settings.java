package dev.stipend.config;

import dev.stipend.catalog.NearestName;
import dev.stipend.config.InvalidSettings.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that was written, layer upon layer, and how it is understood.
 *
 * <p>A value that is wrong is reported once and then forgotten: its default stands in, so that
 * reading can go on and find what else is wrong.
 */
final class Settings {

  private static final String FILE_SUFFIX = "File";
  private static final long SECRET_BYTES_MAX = 64_000;

  /** Whatever the setting, somebody may have put the treasury's key there. */
  private static final Pattern SIGNING_KEY = Pattern.compile("(0x)?[0-9a-fA-F]{64}");

  private final Map<String, Optional<Given>> defaults;
  private final Map<String, Given> given;
  private final List<Problem> problems;
  private final Set<String> asked = new HashSet<>();
  private final Set<String> forgotten = new HashSet<>();

  Settings(
      Map<String, Optional<Given>> defaults, Map<String, Given> given, List<Problem> problems) {
    this.defaults = defaults;
    this.given = new HashMap<>(given);
    this.problems = problems;
  }

  <T> T required(String path, Kind<T> kind) {
    return optional(path, kind)
        .orElseThrow(() -> new IllegalStateException("no default for " + path));
  }

  <T> Optional<T> optional(String path, Kind<T> kind) {
    Optional<Given> value = value(path);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Given.One(String text, Source _)) {
      Optional<T> parsed = kind.parse().apply(text);
      if (parsed.isPresent()) {
        return parsed;
      }
      wrong(path, text, kind);
    } else {
      wrong(path, "takes one value, not a list", example(path, kind));
    }
    return optional(path, kind);
  }

  <T> List<T> list(String path, Kind<T> kind) {
    List<T> items = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (String text : value(path).map(Given::items).orElse(List.of())) {
      kind.parse().apply(text).ifPresentOrElse(items::add, () -> bad.add(text));
    }
    if (bad.isEmpty()) {
      return items;
    }
    if (bad.size() == 1) {
      wrong(path, bad.getFirst(), kind);
    } else {
      wrong(path, allOf(bad, kind), example(path, kind));
    }
    return list(path, kind);
  }

  /** Says of several items at once what is wrong with each. */
  private static String allOf(List<String> bad, Kind<?> kind) {
    boolean areShown =
        kind.isShown() && bad.stream().noneMatch(text -> SIGNING_KEY.matcher(text).matches());
    String which =
        areShown
            ? bad.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "))
            : bad.size() + " items";
    return "holds " + which + ", each of which is not " + kind.what();
  }

  /** The secret itself, or what the file holds that the setting with the suffix names. */
  Optional<Secret> secret(String path, String what, String example, Predicate<String> isRight) {
    Optional<Given> direct = value(path);
    Optional<Given> inFile = value(path + FILE_SUFFIX);
    if (direct.isPresent() && inFile.isPresent()) {
      wrong(path, "is set, and so is " + path + FILE_SUFFIX + "; keep one of them", example);
      forgotten.add(path + FILE_SUFFIX);
      return Optional.empty();
    }
    return inFile.isPresent()
        ? secretInFile(path + FILE_SUFFIX, what, isRight)
        : secretItself(path, what, example, isRight);
  }

  Optional<Secret> secretItself(
      String path, String what, String example, Predicate<String> isRight) {
    Optional<Given> direct = value(path);
    if (direct.isEmpty()) {
      return Optional.empty();
    }
    if (direct.get() instanceof Given.One(String text, Source _) && isRight.test(text)) {
      return Optional.of(Secret.of(text));
    }
    wrong(path, "is not " + what, example);
    return Optional.empty();
  }

  Optional<Secret> secretInFile(String path, String what, Predicate<String> isRight) {
    Optional<String> text = optional(path, Kind.PATH).flatMap(Settings::firstBytes);
    if (text.isPresent() && isRight.test(text.get())) {
      return text.map(Secret::of);
    }
    if (isSet(path)) {
      String reason = text.isEmpty() ? "names a file that cannot be read" : "names a file without ";
      wrong(path, text.isEmpty() ? reason : reason + what, "/run/secrets/stipend");
    }
    return Optional.empty();
  }

  /** A file that must be there. */
  Optional<Path> file(String path) {
    Optional<Path> file = optional(path, Kind.PATH);
    if (file.isPresent() && !Files.isReadable(file.get())) {
      wrong(path, "names a file that cannot be read", "/etc/stipend/file");
      return Optional.empty();
    }
    return file;
  }

  boolean isSet(String path) {
    return value(path).isPresent();
  }

  /** Reports each flaw unless one of its settings was blamed before. False if nothing is new. */
  boolean blame(List<Flaw> flaws) {
    boolean progress = false;
    Set<String> before = Set.copyOf(forgotten);
    for (Flaw flaw : flaws) {
      if (flaw.paths().stream().noneMatch(before::contains)) {
        String path = flaw.paths().getFirst();
        problems.add(Problem.of(path, source(path), flaw.reason(), flaw.example()));
      }
      progress |= forgotten.addAll(flaw.paths());
    }
    return progress;
  }

  /** Every setting the program ever looked at. */
  Set<String> asked() {
    return asked;
  }

  private Optional<Given> value(String path) {
    asked.add(path);
    Optional<Given> byDefault = defaults.get(path);
    if (byDefault == null) {
      throw new IllegalStateException(path + " is missing from the reference");
    }
    Given written = given.get(path);
    return written == null || forgotten.contains(path) ? byDefault : Optional.of(written);
  }

  private Source source(String path) {
    Given written = given.get(path);
    return written == null ? new Source.Default() : written.source();
  }

  private void wrong(String path, String text, Kind<?> kind) {
    boolean isShown = kind.isShown() && !SIGNING_KEY.matcher(text).matches();
    String begin = isShown ? "is \"" + text + "\", which is not " : "is not ";
    String reason = begin + kind.what();
    Optional<String> nearest = NearestName.nearest(text, kind.known());
    Optional<String> example =
        nearest.isPresent() ? Optional.empty() : Optional.of(example(path, kind));
    forget(path, new Problem(path, source(path), reason, example, nearest));
  }

  private void wrong(String path, String reason, String example) {
    forget(path, Problem.of(path, source(path), reason, example));
  }

  /** The default is the best example, unless the setting takes one word or something else. */
  private String example(String path, Kind<?> kind) {
    Optional<Given> byDefault = defaults.getOrDefault(path, Optional.empty());
    boolean showsTheForm = byDefault.isPresent() && kind.known().isEmpty();
    return showsTheForm && byDefault.get() instanceof Given.One(String text, Source _)
        ? text
        : kind.example();
  }

  private void forget(String path, Problem problem) {
    if (!forgotten.add(path)) {
      throw new IllegalStateException("the default of " + path + " is wrong");
    }
    problems.add(problem);
  }

  private static Optional<String> firstBytes(Path file) {
    try {
      if (Files.size(file) > SECRET_BYTES_MAX) {
        return Optional.empty();
      }
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

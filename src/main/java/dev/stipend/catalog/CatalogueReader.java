package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a catalogue file, or says all that is wrong with it. */
public final class CatalogueReader {

  /** Where the catalogue that comes with the program lies. */
  private static final String SHIPPED = "/config/catalogue.yaml";

  /** With this a file of an operator's own names only what is different. */
  private static final String EXTENDS = "extends";

  private static final String SHIPPED_NAME = "built-in";

  /** A name is part of a route and of metrics. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private final String file;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Rule> rules = new LinkedHashMap<>();

  private CatalogueReader(String file) {
    this.file = file;
  }

  /** The catalogue that comes with the program. */
  public static Catalogue shipped() {
    return read("catalogue.yaml", shippedText());
  }

  private static String shippedText() {
    try (InputStream in = CatalogueReader.class.getResourceAsStream(SHIPPED)) {
      if (in == null) {
        throw new IllegalStateException("the program comes without " + SHIPPED);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An operator's own file, in the place of the shipped one or laid over it. */
  public static Catalogue read(Path file) {
    try {
      return read(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new InvalidCatalogueException(file.toString(), List.of("the file cannot be read"));
    }
  }

  static Catalogue read(String file, String yaml) {
    return new CatalogueReader(file).catalogue(yaml);
  }

  private Catalogue catalogue(String yaml) {
    Entry root = new Entry("", whole(parsed(yaml)), problems);
    root.text(EXTENDS);
    Optional<LocalDate> date = root.required("date", root.date("date"));
    Optional<String> source = root.required("source", root.text("source"));
    List<Model> models = new ArrayList<>();
    Entry entries = root.at("models");
    for (String name : entries.names()) {
      named(entries, name);
      model(name, entries.at(name)).ifPresent(models::add);
    }
    if (entries.names().isEmpty()) {
      root.problem("models", "names no model");
    }
    root.done();
    if (!problems.isEmpty()) {
      throw new InvalidCatalogueException(file, problems);
    }
    return new Catalogue(date.orElseThrow(), source.orElseThrow(), models, rules);
  }

  /** A file that extends the shipped one names only what is different. */
  private @Nullable JsonNode whole(@Nullable JsonNode own) {
    if (own == null || !own.isObject() || !own.has(EXTENDS)) {
      return own;
    }
    if (!own.get(EXTENDS).asString("").equals(SHIPPED_NAME)) {
      problems.add(EXTENDS + ": must be " + SHIPPED_NAME);
    }
    ObjectNode whole = (ObjectNode) YAML.readTree(shippedText());
    lay(own, whole);
    return whole;
  }

  private static void lay(JsonNode over, ObjectNode under) {
    over.properties()
        .forEach(
            entry -> {
              JsonNode below = under.get(entry.getKey());
              if (entry.getValue().isObject() && below instanceof ObjectNode mapping) {
                lay(entry.getValue(), mapping);
              } else {
                under.set(entry.getKey(), entry.getValue());
              }
            });
  }

  private @Nullable JsonNode parsed(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JacksonException e) {
      var location = e.getLocation();
      String place = location == null ? "" : "line " + location.getLineNr() + ": ";
      String text = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("not YAML");
      throw new InvalidCatalogueException(file, List.of(place + text));
    }
  }

  private Optional<Model> model(String name, Entry entry) {
    Optional<ModelKind> kind = entry.required("kind", entry.choice("kind", ModelKind.class));
    Optional<String> note = entry.text("note");
    Defaults defaults = defaults(entry);
    rule(name, entry);
    // For people who keep the file: where these facts are from.
    entry.text("source");
    Entry entries = entry.at("operations");
    if (entries.names().isEmpty()) {
      entry.problem("operations", "names no operation");
    }
    List<Operation> operations = new ArrayList<>();
    for (String operation : entries.names()) {
      named(entries, operation);
      operation(name, operation, kind, entries.at(operation), defaults).ifPresent(operations::add);
    }
    entry.done();
    return kind.map(known -> new Model(name, known, note.orElse(null), operations));
  }

  private Optional<Operation> operation(
      String model, String name, Optional<ModelKind> kind, Entry entry, Defaults defaults) {
    Defaults own = defaults(entry).or(defaults);
    Form form = form(entry, own, defaults);
    rule(model + "/" + name, entry);
    Optional<String> type = entry.text("type");
    Optional<ResultKind> result = entry.choice("result", ResultKind.class);
    entry.done();
    Optional<Price> price = price(entry, own);
    Optional<Timing> timing = timing(entry, own);
    if (kind.isEmpty() || price.isEmpty() || timing.isEmpty()) {
      return Optional.empty();
    }
    VariantReader.check(entry, price.get().variants(), form.parameters());
    Operation operation =
        new Operation(
            model,
            name,
            kind.get(),
            result.orElseGet(() -> resultOf(kind.get())),
            type.orElseGet(() -> typeOf(model, name, kind.get())),
            price.get(),
            timing.get(),
            form);
    exampleIsRight(entry, operation);
    return Optional.of(operation);
  }

  private static Form form(Entry entry, Defaults own, Defaults model) {
    Map<String, Parameter> parameters = new LinkedHashMap<>(model.parameters());
    parameters.putAll(own.parameters());
    namesAreClear(entry, List.copyOf(parameters.values()));
    List<String> oneOf = entry.texts("oneOf");
    oneOf.stream()
        .filter(field -> !parameters.containsKey(field))
        .forEach(field -> entry.problem("oneOf", field + " is no field"));
    return new Form(List.copyOf(parameters.values()), oneOf, entry.json("example").orElse(null));
  }

  private static void exampleIsRight(Entry entry, Operation operation) {
    String example = operation.form().example();
    if (example != null
        && new BodyCheck().check(operation, example)
            instanceof CheckResult.Refused(var _, var why)) {
      BodyProblem first = why.getFirst();
      entry.problem("example", first.field() + " " + first.reason() + "; " + first.wayOut());
    }
  }

  private void rule(String name, Entry entry) {
    Rule rule = new Rule(entry.flag("disabled"), entry.flag("pinned"), Optional.empty());
    if (!rule.isEmpty()) {
      rules.put(name, rule);
    }
  }

  private static ResultKind resultOf(ModelKind kind) {
    return switch (kind) {
      case IMAGE -> ResultKind.IMAGE;
      case VIDEO -> ResultKind.VIDEO;
      case UPLOAD -> ResultKind.UPLOAD;
    };
  }

  static String typeOf(String model, String operation, ModelKind kind) {
    return kind == ModelKind.VIDEO ? model + "-video" : model + "-" + operation;
  }

  /** What may stand at a model, for all its operations, or at one of them. */
  private static Defaults defaults(Entry entry) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Entry entries = entry.at("parameters");
    for (String name : entries.names()) {
      ParameterReader.read(name, entries.at(name))
          .ifPresent(parameter -> parameters.put(name, parameter));
    }
    Optional<Entry> price = entry.has("price") ? Optional.of(entry.at("price")) : Optional.empty();
    Optional<PriceRange> range = price.flatMap(CatalogueReader::range);
    return new Defaults(
        range,
        entry.dollars("ceiling"),
        entry.has("variants") ? VariantReader.read(entry, "variants") : List.of(),
        entry.duration("typicalTime"),
        entry.duration("pollInterval"),
        entry.duration("deadline"),
        parameters,
        Set.copyOf(entry.names()));
  }

  private static Optional<PriceRange> range(Entry entry) {
    var text = entry.required("text", entry.text("text"));
    var min = entry.required("min", entry.dollars("min"));
    var max = entry.required("max", entry.dollars("max"));
    entry.done();
    return text.isPresent() && min.isPresent() && max.isPresent()
        ? Optional.of(new PriceRange(text.get(), min.get(), max.get()))
        : Optional.empty();
  }

  private Optional<Price> price(Entry entry, Defaults defaults) {
    boolean complete =
        Stream.of(
                isThere(entry, "price", defaults, defaults.price()),
                isThere(entry, "ceiling", defaults, defaults.ceiling()))
            .allMatch(there -> there);
    if (!complete) {
      return Optional.empty();
    }
    PriceRange range = defaults.price().orElseThrow();
    return entry.make(
        () ->
            new Price(
                range.text(),
                range.min(),
                range.max(),
                defaults.ceiling().orElseThrow(),
                defaults.variants()));
  }

  private Optional<Timing> timing(Entry entry, Defaults defaults) {
    boolean complete =
        Stream.of(
                isThere(entry, "typicalTime", defaults, defaults.typicalTime()),
                isThere(entry, "pollInterval", defaults, defaults.pollInterval()),
                isThere(entry, "deadline", defaults, defaults.deadline()))
            .allMatch(there -> there);
    if (!complete) {
      return Optional.empty();
    }
    return entry.make(
        () ->
            new Timing(
                defaults.typicalTime().orElseThrow(),
                defaults.pollInterval().orElseThrow(),
                defaults.deadline().orElseThrow()));
  }

  private static boolean isThere(Entry entry, String name, Defaults defaults, Optional<?> value) {
    if (!defaults.given().contains(name)) {
      entry.problem(name, "is missing here and at the model");
    }
    return value.isPresent();
  }

  private static void named(Entry entries, String name) {
    if (!NAME.matcher(name).matches()) {
      entries.problem(name, "a name is lower-case letters, digits, dots and hyphens");
    }
  }

  /** One spelling means one parameter, and what a parameter needs exists. */
  private static void namesAreClear(Entry entry, List<Parameter> parameters) {
    Map<String, String> owners = new LinkedHashMap<>();
    parameters.forEach(parameter -> owners.put(parameter.name(), parameter.name()));
    for (Parameter parameter : parameters) {
      for (String alias : parameter.aliases()) {
        String owner = owners.putIfAbsent(alias, parameter.name());
        if (owner != null) {
          entry.problem("parameters." + parameter.name(), alias + " already means " + owner);
        }
      }
      for (String needed : parameter.needs()) {
        if (parameter.name().equals(needed) || !needed.equals(owners.get(needed))) {
          entry.problem(
              "parameters." + parameter.name(), "needs " + needed + ", which is no other field");
        }
      }
    }
  }

  private record PriceRange(String text, Money min, Money max) {}

  private record Defaults(
      Optional<PriceRange> price,
      Optional<Money> ceiling,
      List<Variant> variants,
      Optional<Duration> typicalTime,
      Optional<Duration> pollInterval,
      Optional<Duration> deadline,
      Map<String, Parameter> parameters,
      Set<String> given) {

    Defaults or(Defaults model) {
      return new Defaults(
          price.or(model::price),
          ceiling.or(model::ceiling),
          variants.isEmpty() && !given.contains("price") ? model.variants() : variants,
          typicalTime.or(model::typicalTime),
          pollInterval.or(model::pollInterval),
          deadline.or(model::deadline),
          parameters,
          Stream.concat(given.stream(), model.given().stream()).collect(Collectors.toSet()));
    }
  }
}

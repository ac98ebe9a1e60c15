package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that can be bought: what the file says, as of its date, and laid over it what the
 * seller's own document says now and what operators decided.
 */
public final class Catalogue {

  private final LocalDate date;
  private final String source;
  private final List<Model> file;
  private final Map<String, Rule> rules;
  private final QuotedPrices quoted = new QuotedPrices();
  private volatile Shelf shelf;

  Catalogue(LocalDate date, String source, List<Model> file, Map<String, Rule> rules) {
    this.date = date;
    this.source = source;
    this.file = List.copyOf(file);
    this.rules = Map.copyOf(rules);
    this.shelf = laid(Optional.empty(), Map.of(), Optional.empty());
  }

  /**
   * Lays these over the file, in the place of whatever was laid over it before.
   *
   * @param decided by operators: model, or {@code model/operation} → rule
   * @param discoveredCeiling up to which what only the document has may cost; absent: nothing
   */
  public void lay(
      Optional<Announcement> live, Map<String, Rule> decided, Optional<Money> discoveredCeiling) {
    shelf = laid(live, decided, discoveredCeiling);
  }

  private Shelf laid(
      Optional<Announcement> live, Map<String, Rule> decided, Optional<Money> discoveredCeiling) {
    Overlay overlay = new Overlay(rules, decided, live, discoveredCeiling);
    Map<String, Model> models = new LinkedHashMap<>();
    overlay.over(file).forEach(model -> models.put(model.name(), model));
    return new Shelf(models, Map.copyOf(overlay.standings()));
  }

  /** How many of the file's operations the document does not have. */
  int missingFrom(Announcement live) {
    Map<String, Announcement.Entry> told = live.byId();
    return (int)
        file.stream()
            .flatMap(model -> model.operations().stream())
            .filter(operation -> !told.containsKey(operation.id()))
            .count();
  }

  int sizeOfFile() {
    return file.stream().mapToInt(model -> model.operations().size()).sum();
  }

  /** What its file decides about a model or, as {@code model/operation}, about one of them. */
  Rule rule(String name) {
    return rules.getOrDefault(name, Rule.NONE);
  }

  /** When its file was last compared with the seller's documents. */
  public LocalDate date() {
    return date;
  }

  public String source() {
    return source;
  }

  /** In the order of the file; at the end, what only the seller's document has. */
  public List<Model> models() {
    return List.copyOf(shelf.models().values());
  }

  public Optional<Model> model(String name) {
    return Optional.ofNullable(shelf.models().get(name));
  }

  /** Also what is not sold at the moment; {@link #standing} tells. */
  public Optional<Operation> find(String model, String operation) {
    return model(model).flatMap(found -> found.operation(operation));
  }

  public Standing standing(Operation operation) {
    return shelf.standings().getOrDefault(operation.id(), Standing.USUAL);
  }

  /** The seller asked this for some body of the operation. It changes nothing but what is shown. */
  public void quoted(Operation operation, Money price) {
    quoted.note(operation.id(), price);
  }

  /** What this process was quoted since it began, if it ever asked. */
  public Optional<Quoted> quoted(Operation operation) {
    return quoted.of(operation.id());
  }

  /** The model that somebody who wrote {@code given} probably meant. */
  public Optional<String> nearestModel(String given) {
    return NearestName.nearest(given, shelf.models().keySet());
  }

  /** The operation of a known model that somebody who wrote {@code given} probably meant. */
  public Optional<String> nearestOperation(String model, String given) {
    return model(model)
        .flatMap(
            known ->
                NearestName.nearest(
                    given, known.operations().stream().map(Operation::name).toList()));
  }

  /** What is seen at one moment; changed only as a whole. */
  private record Shelf(Map<String, Model> models, Map<String, Standing> standings) {}
}

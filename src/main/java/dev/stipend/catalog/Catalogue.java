package dev.stipend.catalog;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that can be bought, as of a date. */
public final class Catalogue {

  private final LocalDate date;
  private final String source;
  private final Map<String, Model> models = new LinkedHashMap<>();
  private final Map<String, Rule> rules;

  Catalogue(LocalDate date, String source, List<Model> models, Map<String, Rule> rules) {
    this.date = date;
    this.source = source;
    this.rules = Map.copyOf(rules);
    models.forEach(model -> this.models.put(model.name(), model));
  }

  /** What its file decides about a model or, as {@code model/operation}, about one of them. */
  Rule rule(String name) {
    return rules.getOrDefault(name, Rule.NONE);
  }

  /** When its entries were last compared with the seller's documents. */
  public LocalDate date() {
    return date;
  }

  public String source() {
    return source;
  }

  /** In the order of the file. */
  public List<Model> models() {
    return List.copyOf(models.values());
  }

  public Optional<Model> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  public Optional<Operation> find(String model, String operation) {
    return model(model).flatMap(found -> found.operation(operation));
  }

  /** The model that somebody who wrote {@code given} probably meant. */
  public Optional<String> nearestModel(String given) {
    return NearestName.nearest(given, models.keySet());
  }

  /** The operation of a known model that somebody who wrote {@code given} probably meant. */
  public Optional<String> nearestOperation(String model, String given) {
    return model(model)
        .flatMap(
            known ->
                NearestName.nearest(
                    given, known.operations().stream().map(Operation::name).toList()));
  }
}

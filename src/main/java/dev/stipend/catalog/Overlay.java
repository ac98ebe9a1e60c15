package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays the seller's document, and what operators decided, over the catalogue's file. Ceilings come
 * from the file and from operators alone: no document raises one, or gives one to what it brings.
 */
final class Overlay {

  private static final Timing DISCOVERED_IMAGE =
      new Timing(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofMinutes(20));
  private static final Timing DISCOVERED_VIDEO =
      new Timing(Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ofMinutes(30));
  private static final Set<String> LENGTHS = Set.of("duration", "seconds", "durationSeconds");

  private final Map<String, Rule> printed;
  private final Map<String, Rule> decided;
  private final Optional<Map<String, Announcement.Entry>> live;
  private final Optional<Money> discoveredCeiling;
  private final Map<String, Standing> standings = new LinkedHashMap<>();

  /**
   * Prepares one laying.
   *
   * @param printed what the file decides
   * @param decided what operators decided; it goes first
   * @param discoveredCeiling up to which what only the document has may cost; absent: nothing
   */
  Overlay(
      Map<String, Rule> printed,
      Map<String, Rule> decided,
      Optional<Announcement> live,
      Optional<Money> discoveredCeiling) {
    this.printed = printed;
    this.decided = decided;
    this.live = live.map(Announcement::byId);
    this.discoveredCeiling = discoveredCeiling;
  }

  Map<String, Standing> standings() {
    return standings;
  }

  List<Model> over(List<Model> file) {
    List<Model> models = new ArrayList<>();
    for (Model model : file) {
      List<Operation> operations = new ArrayList<>();
      model.operations().forEach(operation -> operations.add(known(operation)));
      discovered(model.name()).forEach(operations::add);
      models.add(new Model(model.name(), model.kind(), model.note(), operations));
    }
    List<String> names = models.stream().map(Model::name).toList();
    live.stream()
        .flatMap(entries -> entries.values().stream())
        .map(Announcement.Entry::model)
        .distinct()
        .filter(name -> !names.contains(name))
        .forEach(
            name -> {
              List<Operation> operations = discovered(name);
              models.add(new Model(name, operations.getFirst().kind(), null, operations));
            });
    return models;
  }

  private Operation known(Operation operation) {
    Rule rule = rule(operation.model(), operation.id());
    boolean pinned = rule.pinned().orElse(false);
    Announcement.Entry entry = live.map(all -> all.get(operation.id())).orElse(null);
    List<String> differences = new ArrayList<>();
    Operation result =
        rule.ceiling()
            .map(most -> operation.with(capped(operation.price(), most)))
            .orElse(operation);
    if (entry != null && entry.form().isPresent()) {
      FormOverlay form = new FormOverlay(operation.form(), entry.form().get());
      Form laid = form.form();
      differences.addAll(form.differences());
      if (!pinned) {
        result = withExample(result.with(laid));
      }
    }
    fixedPrice(entry, operation).ifPresent(differences::add);
    // An upload lies at a path of its own, and is no operation of the document's models.
    boolean isGone = live.isPresent() && entry == null && operation.kind() != ModelKind.UPLOAD;
    if (isGone) {
      differences.add("gone");
    }
    Availability availability = Availability.AVAILABLE;
    if (rule.disabled().orElse(false)) {
      availability = Availability.DISABLED;
    } else if (isGone && !pinned) {
      availability = Availability.WITHDRAWN;
    }
    standings.put(
        operation.id(),
        new Standing(availability, pinned, differences, trap(entry, operation.price())));
    return result;
  }

  /** What the document alone has of a model. */
  private List<Operation> discovered(String model) {
    return live.stream()
        .flatMap(entries -> entries.values().stream())
        .filter(entry -> entry.model().equals(model) && !standings.containsKey(entry.id()))
        .map(this::discovered)
        .toList();
  }

  private Operation discovered(Announcement.Entry entry) {
    Rule rule = rule(entry.model(), entry.id());
    Optional<Money> ceiling = rule.ceiling().or(() -> discoveredCeiling);
    Availability availability = Availability.AVAILABLE;
    if (rule.disabled().orElse(false)) {
      availability = Availability.DISABLED;
    } else if (ceiling.isEmpty() || entry.form().isEmpty()) {
      availability = Availability.UNPRICED;
    }
    standings.put(entry.id(), new Standing(availability, false, List.of("new"), entry.most()));
    Form told = entry.form().orElse(new Form(List.of(), List.of(), null));
    Form form = new FormOverlay(new Form(List.of(), List.of(), null), told).form();
    Money most = ceiling.orElse(Money.ZERO);
    boolean isVideo = form.parameters().stream().anyMatch(field -> LENGTHS.contains(field.name()));
    ModelKind kind = isVideo ? ModelKind.VIDEO : ModelKind.IMAGE;
    String text = entry.fixed() == null ? "as quoted" : entry.fixed().toString();
    return new Operation(
        entry.model(),
        entry.operation(),
        kind,
        isVideo ? ResultKind.VIDEO : ResultKind.IMAGE,
        CatalogueReader.typeOf(entry.model(), entry.operation(), kind),
        new Price(text, Money.ZERO, most, most, List.of()),
        isVideo ? DISCOVERED_VIDEO : DISCOVERED_IMAGE,
        form);
  }

  private Rule rule(String model, String id) {
    return ruleOf(decided, id)
        .or(ruleOf(decided, model))
        .or(ruleOf(printed, id))
        .or(ruleOf(printed, model));
  }

  private static Rule ruleOf(Map<String, Rule> rules, String name) {
    return rules.getOrDefault(name, Rule.NONE);
  }

  /** Lower, the variants' own ceilings go on; higher, they would stand in the way. */
  private static Price capped(Price price, Money most) {
    boolean isRaised = !most.atMost(price.ceiling());
    List<Variant> variants =
        isRaised
            ? price.variants().stream().map(variant -> raised(variant, most)).toList()
            : price.variants();
    Money min = price.min().atMost(most) ? price.min() : most;
    return new Price(price.text(), min, price.max(), most, variants);
  }

  private static Variant raised(Variant variant, Money most) {
    Money ceiling = variant.ceiling().atMost(most) ? most : variant.ceiling();
    return new Variant(variant.when(), variant.each(), variant.price(), ceiling);
  }

  /** An example of before may be wrong by now, and then it is none. */
  private static Operation withExample(Operation operation) {
    String example = operation.form().example();
    boolean isRight =
        example != null
            && new BodyCheck().check(operation, example) instanceof CheckResult.Accepted;
    Form form = operation.form();
    return isRight ? operation : operation.with(new Form(form.parameters(), form.oneOf(), null));
  }

  /** Within the published range it is a price like any other. */
  private static @Nullable Money trap(Announcement.@Nullable Entry entry, Price published) {
    Money most = entry == null ? null : entry.most();
    return most == null || most.atMost(published.max()) ? null : most;
  }

  private static Optional<String> fixedPrice(
      Announcement.@Nullable Entry entry, Operation operation) {
    Money fixed = entry == null ? null : entry.fixed();
    if (fixed == null) {
      return Optional.empty();
    }
    boolean isWithin =
        operation.price().min().atMost(fixed) && fixed.atMost(operation.price().max());
    return isWithin ? Optional.empty() : Optional.of("price now " + fixed);
  }
}

package dev.stipend.admin;

import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueWatch;
import dev.stipend.catalog.Model;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.Rule;
import dev.stipend.catalog.Standing;
import dev.stipend.money.Money;
import dev.stipend.treasury.Stops;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.CatalogueJson;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/models}: what the catalogue holds, what the seller's document changed about it, and
 * what operators decide.
 */
final class ModelsRoute {

  private final Catalogue catalogue;
  private final CatalogueWatch watch;
  private final Stops stops;
  private final BodyReader bodies;

  ModelsRoute(Catalogue catalogue, CatalogueWatch watch, Stops stops, BodyReader bodies) {
    this.catalogue = catalogue;
    this.watch = watch;
    this.stops = stops;
    this.bodies = bodies;
  }

  Future<Void> list(RoutingContext context) {
    Listing.only(context);
    return JsonReply.ok(context, json());
  }

  /** Reads the seller's document now. */
  Future<Void> refresh(RoutingContext context) {
    return watch
        .refresh()
        .compose(
            trouble -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("taken", trouble.isEmpty());
              trouble.ifPresent(why -> json.put("trouble", why));
              json.put("document", document());
              return JsonReply.ok(context, json);
            });
  }

  /** The whole rule of a model, or of one operation: what is left out is not decided any more. */
  Future<Void> decide(RoutingContext context) {
    String model = context.pathParam("model");
    @Nullable String operation = context.pathParam("operation");
    if (catalogue.model(model).isEmpty()
        || (operation != null && catalogue.find(model, operation).isEmpty())) {
      throw unknown(model);
    }
    String name = operation == null ? model : model + "/" + operation;
    String by = Authentication.caller(context).apiKey().id().value();
    return bodies
        .readJson(context)
        .map(ModelsRoute::decision)
        .compose(
            decision ->
                watch
                    .decide(name, decision.rule())
                    .compose(done -> stops.decided("model " + name, by, decision.text()))
                    .compose(told -> JsonReply.ok(context, model(name))));
  }

  private ProblemException unknown(String model) {
    String wayOut =
        catalogue
            .nearestModel(model)
            .map(nearest -> "Did you mean " + nearest + "?")
            .orElse("GET /admin/models lists what there is.");
    return new ProblemException(
        Problem.of(ProblemCode.MODEL_NOT_FOUND, "There is no such model or operation.")
            .help(wayOut));
  }

  private static Decision decision(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<Boolean> disabled = fields.flag("disabled");
    Optional<Boolean> pinned = fields.flag("pinned");
    Optional<Money> ceiling = fields.optional("ceiling", "0.50", ModelsRoute::ceiling);
    Optional<String> reason = fields.required("reason", "incident 12", StopsRoute::reason);
    fields.check();
    return new Decision(new Rule(disabled, pinned, ceiling), reason.orElseThrow());
  }

  private static Money ceiling(String text) {
    Money ceiling = Money.parseDollars(text);
    if (ceiling.isZero()) {
      throw new IllegalArgumentException("a ceiling of nothing allows nothing; set disabled");
    }
    return ceiling;
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("date", catalogue.date().toString());
    json.put("source", catalogue.source());
    json.put("document", document());
    List<Map<String, Object>> items = new ArrayList<>();
    for (Model model : catalogue.models()) {
      model.operations().forEach(operation -> items.add(operation(operation)));
    }
    json.put("items", items);
    json.put("next", null);
    return json;
  }

  /** The seller's document that holds, and how the last reading went. */
  private Map<String, Object> document() {
    Map<String, Object> json = new LinkedHashMap<>();
    watch.readAt().ifPresent(at -> json.put("readAt", at.toString()));
    watch
        .lastAttempt()
        .ifPresent(
            attempt -> {
              json.put("lastTriedAt", attempt.at().toString());
              attempt.trouble().ifPresent(why -> json.put("trouble", why));
            });
    return json;
  }

  private Map<String, Object> model(String name) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("rule", rule(name));
    json.put(
        "operations",
        catalogue.models().stream()
            .flatMap(model -> model.operations().stream())
            .filter(each -> each.model().equals(name) || each.id().equals(name))
            .map(this::operation)
            .toList());
    return json;
  }

  private Map<String, Object> operation(Operation operation) {
    Standing standing = catalogue.standing(operation);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", operation.id());
    json.put("model", operation.model());
    json.put("operation", operation.name());
    json.put("availability", standing.availability().text());
    json.put("pinned", standing.pinned());
    json.put("price", operation.price().text());
    json.put("priceRange", CatalogueJson.range(operation));
    CatalogueJson.quoted(catalogue, operation).ifPresent(quoted -> json.put("quoted", quoted));
    json.put("ceiling", operation.ceiling().toDollars());
    json.put("rules", List.of(rule(operation.model()), rule(operation.id())));
    json.put("changes", CatalogueJson.changes(watch, operation, standing).orElseGet(List::of));
    json.putAll(CatalogueJson.details(operation));
    return json;
  }

  private Map<String, Object> rule(String name) {
    Rule rule = watch.rules().getOrDefault(name, Rule.NONE);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("for", name);
    rule.disabled().ifPresent(disabled -> json.put("disabled", disabled));
    rule.pinned().ifPresent(pinned -> json.put("pinned", pinned));
    rule.ceiling().ifPresent(ceiling -> json.put("ceiling", ceiling.toDollars()));
    return json;
  }

  /** What an operator wants, and why. */
  private record Decision(Rule rule, String reason) {

    /** One line for other operators. */
    String text() {
      List<String> parts = new ArrayList<>();
      rule.disabled().ifPresent(disabled -> parts.add(disabled ? "disabled" : "not disabled"));
      rule.pinned().ifPresent(pinned -> parts.add(pinned ? "pinned" : "not pinned"));
      rule.ceiling().ifPresent(ceiling -> parts.add("ceiling " + ceiling));
      String what = parts.isEmpty() ? "as in the catalogue" : String.join(", ", parts);
      return what + ": " + reason;
    }
  }
}

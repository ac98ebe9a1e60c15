package dev.stipend.api;

import dev.stipend.api.TeamRoutes.Shelf;
import dev.stipend.budget.Stop;
import dev.stipend.call.Quoting;
import dev.stipend.catalog.Availability;
import dev.stipend.catalog.Model;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.Standing;
import dev.stipend.team.Caller;
import dev.stipend.team.Policy;
import dev.stipend.web.Authentication;
import dev.stipend.web.CatalogueJson;
import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code GET /api/models}: what can be bought, with every field it takes, what it costs, whether it
 * can be bought at the moment, and whether this API key may.
 */
final class ModelsRoute {

  private final Shelf shelf;
  private final Quoting quoting;

  ModelsRoute(Shelf shelf, Quoting quoting) {
    this.shelf = shelf;
    this.quoting = quoting;
  }

  /** What is stopped is told where the books can be asked; the rest is known without them. */
  Future<Void> answer(RoutingContext context) {
    return shelf
        .stops()
        .standing()
        .otherwise(List.of())
        .compose(stops -> JsonReply.ok(context, json(stops, Authentication.caller(context))));
  }

  private Map<String, Object> json(List<Stop> stops, Caller caller) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("date", shelf.catalogue().date().toString());
    shelf.watch().readAt().ifPresent(at -> json.put("sellersDocumentReadAt", at.toString()));
    json.put(
        "models",
        shelf.catalogue().models().stream().map(model -> model(model, stops, caller)).toList());
    return json;
  }

  private Map<String, Object> model(Model model, List<Stop> stops, Caller caller) {
    String kind = model.kind().name().toLowerCase(Locale.ROOT);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", model.name());
    json.put("kind", kind);
    if (model.note() != null) {
      json.put("note", model.note());
    }
    json.put(
        "allowed",
        policies(caller).allMatch(policy -> policy.allows(model.name(), model.kind().text())));
    json.put(
        "operations",
        model.operations().stream().map(each -> operation(each, stops, caller)).toList());
    return json;
  }

  private Map<String, Object> operation(Operation operation, List<Stop> stops, Caller caller) {
    Standing standing = shelf.catalogue().standing(operation);
    Optional<Stop> stop = stop(operation, stops);
    boolean isSold = standing.availability() == Availability.AVAILABLE;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", operation.name());
    json.put("path", operation.path());
    json.put("status", isSold && stop.isPresent() ? "stopped" : standing.availability().text());
    stop.ifPresent(since -> json.put("stoppedSince", since.since().toString()));
    json.put("price", operation.price().text());
    json.put("priceRange", CatalogueJson.range(operation));
    CatalogueJson.quoted(shelf.catalogue(), operation)
        .ifPresent(quoted -> json.put("quoted", quoted));
    json.put(
        "priceMax",
        quoting.ceiling(operation, policies(caller).toArray(Policy[]::new)).toDollars());
    json.putAll(CatalogueJson.details(operation));
    CatalogueJson.changes(shelf.watch(), operation, standing)
        .ifPresent(changes -> json.put("changes", changes));
    return json;
  }

  private static Optional<Stop> stop(Operation operation, List<Stop> stops) {
    String route = new Stop.Route(operation.model(), operation.name()).text();
    return stops.stream()
        .filter(
            stop ->
                !(stop.target() instanceof Stop.Route(String _, String _))
                    || stop.target().text().equals(route))
        .findFirst();
  }

  private static Stream<Policy> policies(Caller caller) {
    return Stream.concat(
        Stream.of(caller.apiKey().policy()),
        Optional.ofNullable(caller.team()).map(team -> team.policy()).stream());
  }
}

package dev.stipend.admin;

import dev.stipend.budget.Stop;
import dev.stipend.catalog.Catalogue;
import dev.stipend.treasury.Notice;
import dev.stipend.treasury.Stops;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /admin/treasury/pause} and {@code …/resume}: everything, or one route; and what operators
 * were told.
 */
final class StopsRoute {

  private final Stops stops;
  private final Catalogue catalogue;
  private final BodyReader bodies;

  StopsRoute(Stops stops, Catalogue catalogue, BodyReader bodies) {
    this.stops = stops;
    this.catalogue = catalogue;
    this.bodies = bodies;
  }

  Future<Void> pause(RoutingContext context) {
    return bodies
        .readJson(context)
        .map(this::toPause)
        .compose(
            wish ->
                stops
                    .stop(wish.target(), by(context), wish.reason())
                    .compose(changed -> answer(context, changed)));
  }

  Future<Void> resume(RoutingContext context) {
    return bodies
        .readJson(context)
        .map(StopsRoute::toResume)
        .compose(
            wish ->
                stops
                    .lift(wish.target(), by(context), wish.reason())
                    .compose(changed -> answer(context, changed)));
  }

  Future<Void> notices(RoutingContext context) {
    Listing.only(context, "limit", "after");
    String after = Listing.parameter(context, "after", BooksRoute::rowId);
    return stops
        .notices(Listing.limit(context), after)
        .compose(page -> JsonReply.ok(context, Listing.json(page, StopsRoute::json)));
  }

  private Future<Void> answer(RoutingContext context, boolean changed) {
    return stops
        .standing()
        .compose(
            standing -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("changed", changed);
              json.put("stops", standing.stream().map(TreasuryRoute::json).toList());
              return JsonReply.ok(context, json);
            });
  }

  private Wish toPause(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<String> model = fields.optional("model", "veo-3.1", text -> text);
    Optional<String> operation = fields.optional("operation", "generate", text -> text);
    Optional<String> reason = fields.required("reason", "incident 12", Stop::reason);
    boolean isRoute = model.isPresent() || operation.isPresent();
    boolean isKnown =
        model.flatMap(name -> operation.flatMap(each -> catalogue.find(name, each))).isPresent();
    if (isRoute && !isKnown) {
      fields.error(
          "model",
          "and operation together name nothing that is sold",
          "Name both as GET /api/models does, or none to pause everything.");
    }
    fields.check();
    Stop.Target target =
        isRoute
            ? new Stop.Route(model.orElseThrow(), operation.orElseThrow())
            : new Stop.Everything();
    return new Wish(target, reason.orElseThrow());
  }

  /** Whatever stands can be lifted, also a route that is sold no more. */
  private static Wish toResume(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<Stop.Target> what = fields.optional("what", "all", Stop.Target::parse);
    Optional<String> reason = fields.required("reason", "looked at it", Stop::reason);
    fields.check();
    return new Wish(what.orElse(new Stop.Everything()), reason.orElseThrow());
  }

  private static String by(RoutingContext context) {
    return Authentication.caller(context).apiKey().id().value();
  }

  private static Map<String, Object> json(Notice notice) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", notice.id());
    json.put("at", notice.at().toString());
    json.put("kind", notice.kind());
    json.put("subject", notice.subject());
    json.put("by", notice.by());
    json.put("reason", notice.reason());
    return json;
  }

  private record Wish(Stop.Target target, String reason) {}
}

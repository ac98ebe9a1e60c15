package dev.stipend.admin;

import dev.stipend.budget.Calendar;
import dev.stipend.team.Directory;
import dev.stipend.team.Policy;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code /admin/teams}. */
final class TeamsRoute {

  private final Directory directory;
  private final BodyReader bodies;
  private final Calendar calendarDefault;

  TeamsRoute(Directory directory, BodyReader bodies, Calendar calendarDefault) {
    this.directory = directory;
    this.bodies = bodies;
    this.calendarDefault = calendarDefault;
  }

  Future<Void> create(RoutingContext context) {
    return bodies.readJson(context).map(this::team).compose(team -> create(context, team));
  }

  Future<Void> list(RoutingContext context) {
    return directory
        .teams()
        .compose(
            teams ->
                JsonReply.ok(
                    context, Listing.json(teams.stream().map(TeamsRoute::json).toList(), null)));
  }

  private Future<Void> create(RoutingContext context, Team team) {
    return directory
        .createTeam(team)
        .compose(
            created -> {
              if (!created) {
                throw new ProblemException(
                    Problem.of(
                            ProblemCode.ALREADY_EXISTS, "The team id " + team.id() + " is taken.")
                        .param("id")
                        .help("Choose another id; GET /admin/teams lists those taken."));
              }
              return JsonReply.send(context, 201, json(team));
            });
  }

  private Team team(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<TeamId> id = fields.required("id", "design", TeamId::new);
    Optional<String> name = fields.optional("name", "Design", TeamsRoute::name);
    Optional<String> costCentre = fields.optional("costCentre", "4711", TeamsRoute::costCentre);
    Optional<ZoneId> zone = fields.optional("timeZone", "Europe/Berlin", TeamsRoute::zone);
    Optional<DayOfWeek> weekStart = fields.optional("weekStart", "monday", TeamsRoute::weekDay);
    fields.check();
    TeamId known = id.orElseThrow();
    return new Team(
        known,
        name.orElse(known.value()),
        costCentre.orElse(""),
        zone.orElse(calendarDefault.zone()),
        weekStart.orElse(calendarDefault.weekStart()),
        true,
        Policy.OPEN);
  }

  private static String name(String text) {
    return new Team(new TeamId("check"), text, "", ZoneId.of("UTC"), true).name();
  }

  /**
   * A place's zone: all of them begin their hours at a quarter of an hour, which offsets need not.
   */
  private static ZoneId zone(String text) {
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw new IllegalArgumentException("a time zone is a place, such as Europe/Berlin, or UTC");
    }
    return ZoneId.of(text);
  }

  private static String costCentre(String text) {
    return new Team(new TeamId("check"), "check", text, ZoneId.of("UTC"), true).costCentre();
  }

  private static DayOfWeek weekDay(String text) {
    return Stream.of(DayOfWeek.values())
        .filter(day -> day.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a week starts on monday … sunday"));
  }

  private static Map<String, Object> json(Team team) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", team.id().value());
    json.put("name", team.name());
    json.put("costCentre", team.costCentre());
    json.put("timeZone", team.timeZone().getId());
    json.put("weekStart", team.weekStart().name().toLowerCase(Locale.ROOT));
    json.put("active", team.active());
    json.put("policy", PolicyRoute.json(team.policy()));
    return json;
  }
}

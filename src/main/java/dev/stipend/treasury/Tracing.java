package dev.stipend.treasury;

import dev.stipend.budget.Calendar;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Token;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from a transfer's nonce whose spend it was, as far as can be known without the books. */
final class Tracing {

  /** What a nonce does not tell. */
  static final String UNKNOWN = "unknown";

  static final ApiKeyId UNKNOWN_KEY = new ApiKeyId("key_unknownkey");

  private final NonceTags tags;
  private final Token token;
  private final Calendar organisation;

  Tracing(NonceTags tags, Token token, Calendar organisation) {
    this.tags = tags;
    this.token = token;
    this.organisation = organisation;
  }

  Traced trace(Departure departure, List<Team> teams) {
    return departure.nonce() == null
        ? new Traced(departure, null)
        : tags.read(departure.nonce())
            .map(tag -> new Traced(departure, origin(departure, tag, teams)))
            .orElseGet(() -> new Traced(departure, null));
  }

  private Traced.Origin origin(Departure departure, NonceTag tag, List<Team> teams) {
    TeamId id = tag.team(teams.stream().map(Team::id).toList());
    Instant madeAt = tag.spend().madeAt();
    Optional<Team> team = teams.stream().filter(each -> each.id().equals(id)).findFirst();
    return new Traced.Origin(
        order(tag, id, team.map(Team::costCentre).orElse("")),
        cheque(departure, madeAt),
        CountingCalendars.of(organisation, team));
  }

  private static Order order(NonceTag tag, TeamId team, String costCentre) {
    return new Order(
        tag.spend(), team, costCentre, UNKNOWN_KEY, UNKNOWN, UNKNOWN, UNKNOWN, Map.of(), "");
  }

  private Spend.Cheque cheque(Departure departure, Instant madeAt) {
    return new Spend.Cheque(
        token.network().caip2(),
        token.contract().hex(),
        departure.from().hex(),
        departure.to().hex(),
        String.valueOf(departure.nonce()),
        0,
        madeAt.getEpochSecond());
  }
}

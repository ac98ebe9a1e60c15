package dev.stipend.bench;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Calendar;
import dev.stipend.budget.Windows;
import dev.stipend.call.Ask;
import dev.stipend.call.ClaimName;
import dev.stipend.call.IdempotencyId;
import dev.stipend.call.Room;
import dev.stipend.job.Generation;
import dev.stipend.job.Job;
import dev.stipend.ledger.Order;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import dev.stipend.x402.Signature;
import dev.stipend.x402.Vectors;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Makes calls as a company's teams send them, with texts as long as theirs. */
final class Purchases {

  static final Money PRICE = Money.ofMicros(134_000);
  static final String MODEL = "nano-banana-pro";
  static final String CLASS = "image";

  static final Signature SIGNATURE =
      Signature.parse(Vectors.text("/transferWithAuthorization/0/signature"));

  static final Optional<Room> ROOM =
      Optional.of(new Room("team:team-0/month", Money.ofMicros(1L << 50), Money.ofMicros(1)));

  private static final String BODY =
      "{\"aspectRatio\":\"16:9\",\"imageSize\":\"2K\",\"prompt\":\"%s\"}"
          .formatted("A lighthouse at dawn, in the manner of an old travel poster. ".repeat(3));

  private final Instant now = Instant.now();
  private final SecureRandom random = new SecureRandom();
  private final int teams;

  /**
   * Calls of some teams in turn, of one API key each.
   *
   * @param teams one, or many for books as they are after years
   */
  Purchases(int teams) {
    this.teams = teams;
  }

  static TeamId team(int number) {
    return new TeamId("team-" + number);
  }

  static ApiKeyId apiKey(int number) {
    return new ApiKeyId("key_%012d".formatted(number));
  }

  CountingWindows windows() {
    Calendar team = new Calendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);
    return new CountingWindows(Windows.at(now, ZoneOffset.UTC), team.at(now));
  }

  Purchase next(int number) {
    SpendId id = SpendId.make(Instant.now(), random);
    int team = number % teams;
    IdempotencyId name = new IdempotencyId("order-2026-" + id);
    Order order =
        new Order(
            id,
            team(team),
            "cc-4711",
            apiKey(team),
            MODEL,
            CLASS,
            "generate",
            Map.of("imageSize", "2K", "aspectRatio", "16:9"),
            "req_" + id,
            name.value());
    return new Purchase(order, new ClaimName.Given(order.apiKey(), name), now);
  }

  /** One call that will be paid. */
  record Purchase(Order order, ClaimName name, Instant at) {

    SpendId id() {
      return order.id();
    }

    Ask ask() {
      return new Ask("POST /api/generate/nano-banana-pro/generate", hex().substring(2));
    }

    Job job() {
      Generation generation = new Generation(order.model(), order.operation(), BODY);
      return Job.ordered(order.id(), order.team(), order.apiKey(), generation, at);
    }

    String sellerJob() {
      return "cm" + order.id();
    }

    Spend.Cheque cheque() {
      return new Spend.Cheque(
          "eip155:8453",
          "0x" + "8".repeat(40),
          "0x" + "2".repeat(40),
          "0x" + "1".repeat(40),
          hex(),
          at.getEpochSecond() + 300,
          at.getEpochSecond());
    }

    /** 32 bytes of its own, for everything that is a hash. */
    String hex() {
      byte[] id = order.id().value().getBytes(StandardCharsets.US_ASCII);
      return "0x" + HexFormat.of().formatHex(id) + "0".repeat(12);
    }
  }
}

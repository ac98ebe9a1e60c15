package dev.stipend.redis;

import dev.stipend.call.Ask;
import dev.stipend.call.Claim;
import dev.stipend.call.ClaimName;
import dev.stipend.call.ClaimOutcome;
import dev.stipend.call.Claims;
import dev.stipend.call.Room;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The names of calls, a string each, spread over the cluster. */
public final class RedisClaims implements Claims {

  private static final Script CLAIM = Script.of("claim");
  private static final Script BIND = Script.of("bind");
  private static final Script TOLD = Script.of("told");
  private static final Script HAND_OVER = Script.of("hand_over");
  private static final Script RELEASE = Script.of("release");
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final RedisLink redis;

  public RedisClaims(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<ClaimOutcome> claim(
      ClaimName name, Ask ask, SpendId spend, @Nullable SpendId over, Duration lease) {
    return redis
        .run(
            CLAIM,
            RedisKeys.claim(name),
            spend.value(),
            ask.route(),
            ask.fingerprint(),
            Long.toString(lease.toMillis()),
            over == null ? "" : over.value())
        .map(RedisClaims::outcome);
  }

  @Override
  public Future<Boolean> bind(ClaimName name, SpendId spend) {
    return redis
        .run(BIND, RedisKeys.claim(name), spend.value())
        .map(answer -> answer.toString().equals("done"));
  }

  @Override
  public Future<Void> told(ClaimName name, SpendId spend, Optional<Room> room) {
    return redis
        .run(TOLD, RedisKeys.claim(name), spend.value(), room.map(RedisClaims::write).orElse(""))
        .mapEmpty();
  }

  @Override
  public Future<Void> release(ClaimName name, SpendId spend) {
    return redis.run(RELEASE, RedisKeys.claim(name), spend.value()).mapEmpty();
  }

  /** Lets the spend that paid for a call have its name, because the first one leaves the books. */
  Future<Void> handOver(ClaimName name, SpendId from, SpendId to) {
    return redis.run(HAND_OVER, RedisKeys.claim(name), from.value(), to.value()).mapEmpty();
  }

  private static ClaimOutcome outcome(Response answer) {
    String outcome = answer.get(0).toString();
    return switch (outcome) {
      case "claimed" -> new ClaimOutcome.Claimed();
      case "taken" ->
          new ClaimOutcome.Taken(
              new Claim(
                  new SpendId(answer.get(1).toString()),
                  new Ask(answer.get(2).toString(), answer.get(3).toString()),
                  answer.get(7).toString().equals("1"),
                  answer.get(4).toString().equals("1"),
                  answer.get(5).toString().equals("1"),
                  Optional.of(answer.get(6).toString())
                      .filter(text -> !text.isEmpty())
                      .map(RedisClaims::read)));
      default -> throw new IllegalStateException("claim.lua answered " + outcome);
    };
  }

  private static String write(Room room) {
    return JSON.writeValueAsString(
        Map.of(
            "limit", room.limit(),
            "amount", room.amount().toMicros(),
            "left", room.left().toMicros()));
  }

  private static Room read(String text) {
    RedisHash room = new RedisHash(JSON.readValue(text, TEXTS));
    return new Room(
        room.get("limit"),
        Money.parseMicros(room.get("amount")),
        Money.parseMicros(room.get("left")));
  }
}

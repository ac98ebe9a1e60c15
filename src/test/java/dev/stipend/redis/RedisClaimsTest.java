package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.call.Ask;
import dev.stipend.call.Claim;
import dev.stipend.call.ClaimName;
import dev.stipend.call.ClaimOutcome;
import dev.stipend.call.ClaimOutcome.Claimed;
import dev.stipend.call.ClaimOutcome.Taken;
import dev.stipend.call.IdempotencyId;
import dev.stipend.call.Room;
import dev.stipend.ledger.SpendId;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKeyId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisClaimsTest {

  private static final ApiKeyId KEY = new ApiKeyId("key_00000000");
  private static final ClaimName NAME = new ClaimName.Given(KEY, new IdempotencyId("{money}\"a"));
  private static final Ask ASK = new Ask("POST /api/generate/a/b", "f1");
  private static final Ask OTHER = new Ask("POST /api/generate/a/c", "f2");
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration OVER = Duration.ofMillis(-1);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final SecureRandom random = new SecureRandom();
  private final SpendId one = id();
  private final SpendId two = id();
  private RedisClaims claims;

  @BeforeEach
  void open() {
    claims = new RedisClaims(redis.link());
  }

  @Test
  void aNameIsTakenByOneOfManyAtOnce() {
    List<Future<ClaimOutcome>> all =
        IntStream.range(0, 100).mapToObj(i -> claims.claim(NAME, ASK, id(), null, LONG)).toList();
    await(Future.all(all));

    assertThat(all.stream().map(Future::result).filter(Claimed.class::isInstance)).hasSize(1);
    assertThat(all.stream().map(Future::result).distinct()).hasSize(2);
  }

  @Test
  void aTakenNameSaysWhoseItIsAndForWhat() {
    claim(one, null, LONG);

    assertThat(await(claims.claim(NAME, OTHER, two, null, LONG)))
        .isEqualTo(new Taken(new Claim(one, ASK, true, false, false, Optional.empty())));
  }

  @Test
  void aRepeatedClaimIsTheSameClaim() {
    assertThat(claim(one, null, LONG)).isInstanceOf(Claimed.class);
    assertThat(claim(one, null, LONG)).isInstanceOf(Claimed.class);
    await(claims.bind(NAME, one));
    assertThat(claim(one, null, LONG)).isInstanceOf(Claimed.class);
    assertThat(taken().bound()).isTrue();
  }

  @Test
  void aNameIsHandedOverByTheOneThatHasItAndWithAllItSays() {
    claim(one, null, LONG);
    await(claims.bind(NAME, one));
    await(claims.told(NAME, one, Optional.empty()));

    await(claims.handOver(NAME, two, id()));
    assertThat(taken().spend()).isEqualTo(one);
    await(claims.handOver(NAME, one, two));

    assertThat(taken()).isEqualTo(new Claim(two, ASK, true, true, true, Optional.empty()));
  }

  @Test
  void aNameThatWasNeverBoundIsFreeWhenItsLeaseEnds() {
    claim(one, null, OVER);

    assertThat(await(claims.claim(NAME, OTHER, two, null, LONG))).isInstanceOf(Claimed.class);
    assertThat(await(claims.bind(NAME, one))).as("the first must not pay any more").isFalse();
    assertThat(await(claims.bind(NAME, two))).isTrue();
  }

  @Test
  void aBoundNameOutlivesItsLeaseAndNeverExpires() {
    claim(one, null, OVER);
    assertThat(await(claims.bind(NAME, one))).isTrue();
    assertThat(await(claims.bind(NAME, one))).isTrue();

    assertThat(claim(two, null, LONG)).isInstanceOf(Taken.class);
    assertThat(secondsLeft()).isEqualTo(-1);
  }

  @Test
  void aNameThatIsNotBoundExpires() {
    claim(one, null, LONG);

    assertThat(secondsLeft()).isBetween(80_000L, 86_400L);
  }

  @Test
  void aNameWhoseClientWasAnsweredStillExpiresUnlessItIsBound() {
    claim(one, null, LONG);
    await(claims.told(NAME, one, Optional.empty()));

    assertThat(secondsLeft()).isBetween(80_000L, 86_400L);
    assertThat(taken().told()).isTrue();
  }

  @Test
  void aBoundNameIsTakenOverOnlyFromTheSpendThatIsOver() {
    claim(one, null, LONG);
    await(claims.bind(NAME, one));
    await(claims.told(NAME, one, Optional.empty()));

    assertThat(claim(two, id(), LONG)).isInstanceOf(Taken.class);
    assertThat(claim(two, one, LONG)).isInstanceOf(Claimed.class);
    assertThat(claim(id(), one, LONG)).as("only one takes it over").isInstanceOf(Taken.class);
    assertThat(taken()).isEqualTo(new Claim(two, ASK, true, false, false, Optional.empty()));
    assertThat(await(claims.bind(NAME, one))).isFalse();
  }

  @Test
  void whatTheFirstAnswerSaidIsKept() {
    Room room =
        new Room("team:a/month", Money.parseDollars("5.00"), Money.parseDollars("4.866001"));
    claim(one, null, LONG);
    await(claims.bind(NAME, one));
    await(claims.told(NAME, one, Optional.of(room)));
    await(claims.told(NAME, two, Optional.empty()));

    assertThat(taken()).isEqualTo(new Claim(one, ASK, true, true, true, Optional.of(room)));
  }

  @Test
  void aNameIsReleasedOnlyByItsSpend() {
    claim(one, null, LONG);
    await(claims.release(NAME, two));
    assertThat(claim(two, null, LONG)).isInstanceOf(Taken.class);

    await(claims.release(NAME, one));
    await(claims.release(NAME, one));
    assertThat(claim(two, null, LONG)).isInstanceOf(Claimed.class);
  }

  @Test
  void anotherApiKeyAndAnotherKindHaveNamesOfTheirOwn() {
    List<ClaimName> names =
        List.of(
            new ClaimName.Given(KEY, new IdempotencyId("a")),
            new ClaimName.Given(KEY, new IdempotencyId("equal:a")),
            new ClaimName.Equal(KEY, "a"),
            new ClaimName.Given(new ApiKeyId("key_11111111"), new IdempotencyId("a")));

    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(await(claims.claim(name, ASK, id(), null, LONG)))
                    .isInstanceOf(Claimed.class));
  }

  private ClaimOutcome claim(SpendId spend, @Nullable SpendId over, Duration lease) {
    return await(claims.claim(NAME, ASK, spend, over, lease));
  }

  private Claim taken() {
    return ((Taken) claim(id(), null, LONG)).claim();
  }

  private long secondsLeft() {
    return await(redis.link().send(Command.TTL, RedisKeys.claim(NAME))).toLong();
  }

  private SpendId id() {
    return SpendId.make(Instant.parse("2026-11-20T09:30:00Z"), random);
  }
}

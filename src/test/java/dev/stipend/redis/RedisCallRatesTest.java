package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.team.ApiKeyId;
import dev.stipend.team.CallRates.Bounds;
import dev.stipend.team.CallRates.Rate;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisCallRatesTest {

  private static final TeamId DESIGN = new TeamId("design");
  private static final ApiKeyId ONE = new ApiKeyId("key_00000001");
  private static final ApiKeyId OTHER = new ApiKeyId("key_00000002");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private RedisCallRates rates;

  @BeforeEach
  void open() {
    rates = new RedisCallRates(redis.link());
  }

  @Test
  void callThatItsTeamRefusesUsesUpNothingOfItsApiKey() {
    take(bounds(OTHER, null, 1));

    List<Rate> refused = take(bounds(ONE, 5, 1));

    assertThat(refused).extracting(Rate::hadRoom).containsExactly(true, false);
    assertThat(refused).extracting(Rate::left).containsExactly(5, 0);
    assertThat(left(bounds(ONE, 5, 1))).containsExactly(5, 0);
  }

  @Test
  void callThatItsApiKeyRefusesUsesUpNothingOfItsTeam() {
    take(bounds(ONE, 1, 5));

    assertThat(take(bounds(ONE, 1, 5))).extracting(Rate::hadRoom).containsExactly(false, true);
    assertThat(left(bounds(ONE, 1, 5))).containsExactly(0, 4);
    assertThat(take(bounds(OTHER, 1, 5))).extracting(Rate::hadRoom).containsExactly(true, true);
  }

  @Test
  void exactlyAsManyCallsBeginAsMayHoweverManyAskAtOnce() {
    List<Future<List<Rate>>> asked =
        IntStream.range(0, 50)
            .mapToObj(i -> rates.take(bounds(i % 2 == 0 ? ONE : OTHER, 10, 17)))
            .toList();

    await(Future.all(asked));
    assertThat(asked)
        .filteredOn(each -> each.result().stream().allMatch(Rate::hadRoom))
        .hasSize(17);
    assertThat(left(bounds(ONE, 10, 17)).getLast()).isZero();
  }

  @Test
  void onlyThoseThatAreBoundedAreCountedAndTold() {
    assertThat(take(bounds(ONE, null, null))).isEmpty();
    assertThat(redis.keys("*")).isEmpty();

    assertThat(take(bounds(ONE, 3, null))).hasSize(1);
    assertThat(take(bounds(ONE, null, 9))).hasSize(1);
    assertThat(left(bounds(ONE, 3, 9))).containsExactly(2, 8);
  }

  @Test
  void lookingCountsNothingAndTellsWhenItStartsAnew() {
    assertThat(await(rates.look(bounds(ONE, 3, null))))
        .containsExactly(new Rate(true, 3, 3, MINUTE));
    assertThat(redis.keys("*")).isEmpty();

    take(bounds(ONE, 3, null));
    String counter = redis.keys("*").getFirst();
    assertThat(await(redis.link().send(Command.PTTL, counter)).toLong()).isBetween(1L, 60_000L);
    assertThat(await(rates.look(bounds(ONE, 3, null))).getFirst().ends())
        .isBetween(Duration.ofSeconds(50), MINUTE);
  }

  @Test
  void minuteBeginsWithItsFirstCallAndNotWithEveryone() {
    take(bounds(ONE, 3, null));
    String counter = redis.keys("*").getFirst();
    await(redis.link().send(Command.PEXPIRE, counter, "20000"));

    take(bounds(ONE, 3, null));

    assertThat(await(rates.look(bounds(ONE, 3, null))).getFirst().ends())
        .isLessThanOrEqualTo(Duration.ofSeconds(20));
    await(redis.link().send(Command.DEL, counter));
    assertThat(left(bounds(ONE, 3, null))).containsExactly(3);
  }

  private List<Rate> take(Bounds bounds) {
    return await(rates.take(bounds));
  }

  private List<Integer> left(Bounds bounds) {
    return await(rates.look(bounds)).stream().map(Rate::left).toList();
  }

  private static Bounds bounds(
      ApiKeyId apiKey, @Nullable Integer ofApiKey, @Nullable Integer ofTeam) {
    return new Bounds(apiKey, ofApiKey, DESIGN, ofTeam);
  }
}

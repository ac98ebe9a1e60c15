package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.team.ApiKey;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.Caller;
import dev.stipend.team.Role;
import dev.stipend.team.SecretHash;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisDirectoryTest {

  private static final Team DESIGN =
      new Team(new TeamId("design"), "Design & Co", "4711", ZoneId.of("Europe/Berlin"), true);
  private static final ApiKey KEY =
      new ApiKey(new ApiKeyId("key_00000000"), DESIGN.id(), Role.TEAM, "shop", true);
  private static final SecretHash SECRET = new SecretHash("aa");

  @RegisterExtension final RealRedis redis = new RealRedis();

  private RedisDirectory directory;

  @BeforeEach
  void open() {
    directory = new RedisDirectory(redis.link());
  }

  @Test
  void aTeamIsFoundAsItWasCreated() {
    assertThat(await(directory.createTeam(DESIGN))).isTrue();

    assertThat(await(directory.findTeam(DESIGN.id()))).contains(DESIGN);
    assertThat(await(directory.teams())).containsExactly(DESIGN);
  }

  @Test
  void aTakenTeamIdIsNotTakenAgain() {
    await(directory.createTeam(DESIGN));
    Team other = new Team(DESIGN.id(), "Other", "", ZoneId.of("UTC"), true);

    assertThat(await(directory.createTeam(other))).isFalse();
    assertThat(await(directory.findTeam(DESIGN.id()))).contains(DESIGN);
  }

  @Test
  void aSecretLeadsToItsApiKeyAndTeam() {
    await(directory.createTeam(DESIGN));
    await(directory.createApiKey(KEY, SECRET));

    assertThat(await(directory.findCaller(SECRET))).contains(new Caller(KEY, DESIGN));
    assertThat(await(directory.findCaller(new SecretHash("bb")))).isEmpty();
  }

  @Test
  void aDisabledApiKeyLeadsNowhere() {
    await(directory.createTeam(DESIGN));
    await(directory.createApiKey(new ApiKey(KEY.id(), KEY.team(), KEY.role(), "", false), SECRET));

    assertThat(await(directory.findCaller(SECRET))).isEmpty();
  }

  @Test
  void aSecretThatIsTakenMakesNoSecondApiKey() {
    ApiKey admin = new ApiKey(new ApiKeyId("key_11111111"), null, Role.ADMIN, "", true);
    await(directory.createTeam(DESIGN));
    await(directory.createApiKey(KEY, SECRET));

    assertThat(await(directory.createApiKey(admin, SECRET))).isFalse();
    assertThat(await(directory.apiKeys())).containsExactly(KEY);
    assertThat(await(directory.findCaller(SECRET))).contains(new Caller(KEY, DESIGN));
  }
}

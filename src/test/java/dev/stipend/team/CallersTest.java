package dev.stipend.team;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallersTest {

  private static final byte[] PEPPER = "pepper".getBytes(StandardCharsets.UTF_8);

  private final ApiSecret secret = ApiSecret.generate(new SecureRandom());
  private final Register register = new Register();
  private Instant now = Instant.parse("2026-11-20T09:00:00Z");
  private final Callers callers = new Callers(register, PEPPER, () -> now);

  @Test
  void aBusyApiKeyIsLookedUpOnceASecond() {
    register.admit(secret);

    for (int i = 0; i < 100; i++) {
      assertThat(callers.authenticate(secret).result()).isPresent();
    }
    now = now.plusMillis(1_001);
    callers.authenticate(secret);

    assertThat(register.lookUps).isEqualTo(2);
  }

  @Test
  void aRevokedApiKeyIsRefusedWithinASecond() {
    register.admit(secret);
    assertThat(callers.authenticate(secret).result()).isPresent();

    register.known.clear();
    now = now.plus(Duration.ofSeconds(1));

    assertThat(callers.authenticate(secret).result()).isEmpty();
  }

  @Test
  void anUnknownSecretIsNotRemembered() {
    callers.authenticate(secret);
    register.admit(secret);

    assertThat(callers.authenticate(secret).result()).isPresent();
  }

  @Test
  void aMistypedSecretCostsNoLookUp() {
    callers.authenticate(ApiSecret.presented(secret.reveal() + "x"));

    assertThat(register.lookUps).isZero();
  }

  @Test
  void aRegisterThatDoesNotAnswerAdmitsNobodyAndIsAskedAgain() {
    register.broken = true;
    assertThat(callers.authenticate(secret).failed()).isTrue();

    register.broken = false;
    register.admit(secret);

    assertThat(callers.authenticate(secret).result()).isPresent();
  }

  /** A register in memory. */
  private static final class Register implements Directory {

    private final Map<SecretHash, Caller> known = new HashMap<>();
    private int lookUps;
    private boolean broken;

    void admit(ApiSecret secret) {
      known.put(
          secret.hash(PEPPER),
          new Caller(new ApiKey(new ApiKeyId("key_00000000"), null, Role.ADMIN, "", true), null));
    }

    @Override
    public Future<Optional<Caller>> findCaller(SecretHash secret) {
      lookUps++;
      return broken
          ? Future.failedFuture("away")
          : Future.succeededFuture(Optional.ofNullable(known.get(secret)));
    }

    @Override
    public Future<Boolean> createTeam(Team team) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<Team>> findTeam(TeamId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Team>> teams() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> createApiKey(ApiKey apiKey, SecretHash secret) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<ApiKey>> findApiKey(ApiKeyId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> setPolicy(TeamId team, Policy policy) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> setPolicy(ApiKeyId apiKey, Policy policy) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<ApiKey>> apiKeys() {
      throw new UnsupportedOperationException();
    }
  }
}

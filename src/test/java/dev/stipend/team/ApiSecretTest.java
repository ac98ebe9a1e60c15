package dev.stipend.team;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiSecretTest {

  private static final byte[] PEPPER = "pepper".getBytes(StandardCharsets.UTF_8);

  private final SecureRandom random = new SecureRandom();

  @Test
  void aSecretIsNotGuessableAndHasAFormThatScannersKnow() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String secret = ApiSecret.generate(random).reveal();
      assertThat(secret).matches("stp_[0-9A-Za-z]{46}");
      seen.add(secret);
    }
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void aCutOrMistypedSecretIsKnownWithoutALookUp() {
    String secret = ApiSecret.generate(random).reveal();
    char other = secret.charAt(20) == 'x' ? 'y' : 'x';

    assertThat(ApiSecret.presented(secret).isMistyped()).isFalse();
    assertThat(ApiSecret.presented(secret.substring(0, 49)).isMistyped()).isTrue();
    assertThat(
            ApiSecret.presented(secret.substring(0, 20) + other + secret.substring(21))
                .isMistyped())
        .isTrue();
  }

  @Test
  void anOperatorsOwnSecretMayHaveAnyForm() {
    assertThat(ApiSecret.presented("correct horse battery staple").isMistyped()).isFalse();
  }

  @Test
  void whatIsStoredDependsOnThePepperAndShowsNothing() {
    ApiSecret secret = ApiSecret.generate(random);

    assertThat(secret.hash(PEPPER)).isEqualTo(secret.hash(PEPPER));
    assertThat(secret.hash(PEPPER)).isNotEqualTo(secret.hash(new byte[] {1}));
    assertThat(secret.toString() + secret.hash(PEPPER)).doesNotContain(secret.reveal());
  }
}

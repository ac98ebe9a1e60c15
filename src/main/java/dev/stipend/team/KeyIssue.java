package dev.stipend.team;

import io.vertx.core.Future;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Issues API keys: makes the id and the secret, stores the hash, shows the secret once. */
public final class KeyIssue {

  private static final String ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int ID_LENGTH = 12;

  private final Directory directory;
  private final byte[] pepper;
  private final SecureRandom random;

  public KeyIssue(Directory directory, byte[] pepper, SecureRandom random) {
    this.directory = directory;
    this.pepper = pepper.clone();
    this.random = random;
  }

  public Future<Issued> issue(@Nullable TeamId team, Role role, String name) {
    return issue(team, role, name, ApiSecret.generate(random));
  }

  /** Registers a secret that was made elsewhere: the first admin's, given by configuration. */
  public Future<Issued> issue(@Nullable TeamId team, Role role, String name, ApiSecret secret) {
    ApiKey apiKey = new ApiKey(newId(), team, role, name, true);
    return directory
        .createApiKey(apiKey, secret.hash(pepper))
        .map(
            created -> {
              if (!created) {
                throw new IllegalStateException("this API key secret is registered already");
              }
              return new Issued(apiKey, secret);
            });
  }

  private ApiKeyId newId() {
    StringBuilder text = new StringBuilder("key_");
    for (int i = 0; i < ID_LENGTH; i++) {
      text.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return new ApiKeyId(text.toString());
  }

  /** A new API key with the only showing of its secret. */
  public record Issued(ApiKey apiKey, ApiSecret secret) {}
}

package dev.stipend.call;

import dev.stipend.team.ApiKeyId;

/** What makes two requests of one API key the same call. */
public sealed interface ClaimName {

  ApiKeyId apiKey();

  /** The client says so: it sent the same id. */
  record Given(ApiKeyId apiKey, IdempotencyId id) implements ClaimName {}

  /** The client said nothing, and the requests are equal; holds only until the call has ended. */
  record Equal(ApiKeyId apiKey, String fingerprint) implements ClaimName {}
}

package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.web3j.crypto.Keys;

/**
 * Whether a proof shows control of a wallet: fields, then time, then the nonce is claimed, then the
 * signature, so that a proof with a wrong signature has used its nonce up.
 */
final class SiwxCheck {

  private static final Duration AGE_MAX = Duration.ofMinutes(5);
  private static final String NONCE = "[a-zA-Z0-9]{8,}";

  private final Vertx vertx;
  private final InstantSource clock;
  private final Faults faults;

  /** Oldest first, with the time until which they are remembered. */
  private final Map<String, Instant> claimed = new LinkedHashMap<>();

  private final Map<String, Instant> issued = new LinkedHashMap<>();

  SiwxCheck(Vertx vertx, InstantSource clock, Faults faults) {
    this.vertx = vertx;
    this.clock = clock;
    this.faults = faults;
  }

  /** What a proof is worth. */
  sealed interface Verdict {
    /** The lower-case address. */
    record Proven(String wallet) implements Verdict {}

    record Refused(String code, String message) implements Verdict {}

    /** The seller falls over a version it does not know. */
    record Crash() implements Verdict {}
  }

  /** Remembers a nonce that a challenge gave out. */
  synchronized void issue(String nonce) {
    forget(issued);
    issued.put(nonce, clock.instant().plus(AGE_MAX));
  }

  Future<Verdict> check(String header, Route.Call call) {
    Optional<SiwxProof> decoded = SiwxProof.decode(header);
    if (decoded.isEmpty()) {
      return Future.succeededFuture(malformed("The header is not a sign-in proof"));
    }
    SiwxProof proof = decoded.get();
    Optional<Verdict> early =
        fields(proof, call).or(() -> time(proof)).or(() -> claim(proof.nonce()));
    if (early.isPresent()) {
      return Future.succeededFuture(early.get());
    }
    return vertx.executeBlocking(() -> signature(proof), false);
  }

  private static Optional<Verdict> fields(SiwxProof proof, Route.Call call) {
    if (!proof.domain().equals(call.host())) {
      return Optional.of(malformed("The domain is not this host"));
    }
    if (!isOfOrigin(proof.uri(), call.origin())) {
      return Optional.of(malformed("The uri is not of this origin"));
    }
    if (!proof.nonce().matches(NONCE)) {
      return Optional.of(malformed("The nonce needs 8 or more letters and digits"));
    }
    if (!proof.version().equals("1")) {
      return Optional.of(new Verdict.Crash());
    }
    return Optional.empty();
  }

  private static boolean isOfOrigin(String text, String origin) {
    try {
      URI uri = new URI(text);
      return uri.getHost() != null
          && origin.equals(uri.getScheme() + "://" + uri.getRawAuthority());
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private Optional<Verdict> time(SiwxProof proof) {
    Instant now = clock.instant();
    try {
      Instant issuedAt = Instant.parse(proof.text("issuedAt"));
      if (issuedAt.isAfter(now)) {
        return Optional.of(malformed("issuedAt is in the future"));
      }
      if (issuedAt.plus(AGE_MAX).isBefore(now)) {
        return Optional.of(new Verdict.Refused("siwx_expired", "The proof is too old"));
      }
      String expiration = proof.text("expirationTime");
      if (!expiration.isEmpty() && !Instant.parse(expiration).isAfter(now)) {
        return Optional.of(new Verdict.Refused("siwx_expired", "The proof has expired"));
      }
      String notBefore = proof.text("notBefore");
      if (!notBefore.isEmpty() && Instant.parse(notBefore).isAfter(now)) {
        return Optional.of(malformed("notBefore is in the future"));
      }
      return Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.of(malformed("A date is not in ISO 8601"));
    }
  }

  private synchronized Optional<Verdict> claim(String nonce) {
    if (!issued.containsKey(nonce) && faults.fires(Fault.CLIENT_NONCES_REFUSED)) {
      return Optional.of(malformed("The nonce is not from a challenge of this server"));
    }
    forget(claimed);
    if (claimed.putIfAbsent(nonce, clock.instant().plus(AGE_MAX)) != null) {
      return Optional.of(new Verdict.Refused("siwx_nonce_used", "The nonce was used before"));
    }
    return Optional.empty();
  }

  private void forget(Map<String, Instant> nonces) {
    Instant now = clock.instant();
    nonces.values().removeIf(until -> until.isBefore(now));
  }

  /** Also wrong: a chain id without its namespace, an address whose capitals are wrong. */
  private static Verdict signature(SiwxProof proof) {
    String address = proof.address();
    boolean readable =
        proof.hasNamespace()
            && Usdc.isAddress(address)
            && (address.equals(Usdc.lower(address))
                || address.equals(Keys.toChecksumAddress(address)));
    if (readable) {
      byte[] digest = Signatures.personalDigest(proof.message().getBytes(StandardCharsets.UTF_8));
      Optional<String> signer = Signatures.signer(digest, proof.signature());
      if (signer.filter(Usdc.lower(address)::equals).isPresent()) {
        return new Verdict.Proven(Usdc.lower(address));
      }
    }
    return new Verdict.Refused("siwx_invalid_signature", "The signature does not fit the address");
  }

  private static Verdict malformed(String message) {
    return new Verdict.Refused("siwx_malformed", message);
  }
}

package dev.stipend.api;

import dev.stipend.ledger.SpendId;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links in answers. A link to a result carries its own right to be read for a while, as the
 * seller's do, so that a browser or a download tool can follow it without an API key.
 */
public final class Links {

  private static final String HASH = "HmacSHA256";
  private static final int SIGNATURE_BYTES = 16;
  private static final long STEP_SECONDS = 3600;

  private final Optional<URI> publicUrl;
  private final byte[] key;
  private final Duration lifetime;
  private final InstantSource clock;

  /**
   * Makes links that live for a while.
   *
   * @param publicUrl how clients reach us; absent: as the request came
   * @param key shared by all gateways, for signing links to results
   */
  public Links(Optional<URI> publicUrl, byte[] key, Duration lifetime, InstantSource clock) {
    this.publicUrl = publicUrl;
    this.key = key.clone();
    this.lifetime = lifetime;
    this.clock = clock;
  }

  String job(RoutingContext context, SpendId id) {
    return base(context) + Family.of(context).jobs() + "/" + id;
  }

  String content(String base, SpendId id, Variant variant) {
    long expires = expiry();
    String variantPart = variant == Variant.THUMBNAIL ? "&variant=thumbnail" : "";
    return base
        + Family.NEW.jobs()
        + "/"
        + id
        + "/content?expires="
        + expires
        + "&signature="
        + sign(id, expires)
        + variantPart;
  }

  /** Whether the request carries a signature of ours for this job that has not expired. */
  boolean isSigned(RoutingContext context, SpendId id) {
    String expires = context.request().getParam("expires");
    String signature = context.request().getParam("signature");
    if (expires == null || signature == null || !expires.matches("[0-9]{1,12}")) {
      return false;
    }
    long end = Long.parseLong(expires);
    boolean ours =
        MessageDigest.isEqual(
            sign(id, end).getBytes(StandardCharsets.US_ASCII),
            signature.getBytes(StandardCharsets.US_ASCII));
    return ours && clock.instant().getEpochSecond() < end;
  }

  /** Rounded up, so that the same result keeps the same link for a while and caches work. */
  private long expiry() {
    long end = clock.instant().plus(lifetime).getEpochSecond();
    return (end / STEP_SECONDS + 1) * STEP_SECONDS;
  }

  /** Where no request says how clients reach us: a path, unless that is configured. */
  String base() {
    return publicUrl.map(url -> url.toString().replaceAll("/+$", "")).orElse("");
  }

  String base(RoutingContext context) {
    return publicUrl
        .map(url -> url.toString().replaceAll("/+$", ""))
        .orElseGet(
            () -> {
              // A client of HTTP/1.0 need not say whom it called; it gets a path.
              HostAndPort called = context.request().authority();
              return called == null ? "" : context.request().scheme() + "://" + called;
            });
  }

  private String sign(SpendId id, long expires) {
    try {
      Mac mac = Mac.getInstance(HASH);
      mac.init(new SecretKeySpec(key, HASH));
      String text = "content:" + id + ":" + expires;
      byte[] whole = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(whole, 0, SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HASH, e);
    }
  }

  /** Which file of a job is meant. */
  enum Variant {
    MAIN,
    THUMBNAIL
  }
}

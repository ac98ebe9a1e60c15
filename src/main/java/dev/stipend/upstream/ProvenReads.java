package dev.stipend.upstream;

import dev.stipend.job.ProofSigner;
import dev.stipend.x402.Challenge;
import dev.stipend.x402.ChallengeHeader;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.SiwxHeader;
import dev.stipend.x402.SiwxInfo;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of the seller's free routes, each with a proof of the wallet.
 *
 * <p>The proof is made here, which saves a round trip. A seller that does not take it is asked once
 * for its own terms; these are signed unchanged, but only when they are for the seller itself:
 * otherwise it could have this wallet sign in somewhere else.
 */
final class ProvenReads {

  private static final Logger LOG = LoggerFactory.getLogger(ProvenReads.class);

  /** The seller refuses what is issued even a moment in its future, and takes what is 5 min old. */
  private static final Duration ISSUED_AGO = Duration.ofSeconds(30);

  private static final Duration VALID_FOR = Duration.ofMinutes(4);
  private static final Duration CLOCK_AHEAD_MAX = Duration.ofSeconds(5);
  private static final Exchange NOT_SIGNED = new Exchange.NotConnected("the wallet did not sign");

  private final SellerHttp http;
  private final UpstreamSettings settings;
  private final ProofSigner signer;
  private final InstantSource clock;
  private final Supplier<String> nonces;

  /** How a read ended, as far as the proof is concerned. */
  sealed interface ProvenRead {

    record Answered(Exchange.Answer answer) implements ProvenRead {}

    record Refused(String code) implements ProvenRead {}

    record Unavailable(String why) implements ProvenRead {}
  }

  ProvenReads(
      SellerHttp http,
      UpstreamSettings settings,
      ProofSigner signer,
      InstantSource clock,
      Supplier<String> nonces) {
    this.http = http;
    this.settings = settings;
    this.signer = signer;
    this.clock = clock;
    this.nonces = nonces;
  }

  Future<ProvenRead> get(String path) {
    return ask(new Question(HttpMethod.GET, path, null));
  }

  /** For what may be said twice. */
  Future<ProvenRead> post(String path, Buffer body) {
    return ask(new Question(HttpMethod.POST, path, body));
  }

  private Future<ProvenRead> ask(Question question) {
    return ask(question, ownTerms(question.path()))
        .compose(
            exchange ->
                exchange instanceof Exchange.Answer answer && answer.status() == 402
                    ? retry(question, answer)
                    : Future.succeededFuture(ended(exchange)));
  }

  private Future<ProvenRead> retry(Question question, Exchange.Answer refusal) {
    Future<Optional<SiwxInfo>> terms =
        sellersTerms(refusal).isPresent()
            ? Future.succeededFuture(sellersTerms(refusal))
            : ask(question, null).map(ProvenReads::sellersTerms);
    return terms.compose(
        found -> {
          if (found.isEmpty()) {
            return Future.succeededFuture(new ProvenRead.Refused(code(refusal)));
          }
          if (!isForSeller(found.get())) {
            return Future.succeededFuture(new ProvenRead.Refused("foreign_challenge"));
          }
          warnOfClock(found.get());
          return ask(question, found.get()).map(ProvenReads::ended);
        });
  }

  private static ProvenRead ended(Exchange exchange) {
    return switch (exchange) {
      case Exchange.NotConnected(String why) -> new ProvenRead.Unavailable(why);
      case Exchange.NoAnswer(String why) -> new ProvenRead.Unavailable(why);
      case Exchange.Answer answer ->
          answer.status() == 402
              ? new ProvenRead.Refused(code(answer))
              : new ProvenRead.Answered(answer);
    };
  }

  private Future<Exchange> ask(Question question, @Nullable SiwxInfo terms) {
    return terms == null
        ? send(question, SellerHttp.headers())
        : signer
            .prove(terms)
            .map(signature -> SiwxHeader.write(terms, signer.address(), signature))
            .transform(
                (proof, failure) ->
                    failure == null
                        ? send(question, SellerHttp.headers().set(SiwxHeader.NAME, proof))
                        : Future.succeededFuture(NOT_SIGNED));
  }

  private Future<Exchange> send(Question question, MultiMap headers) {
    if (question.body() != null) {
      headers.set("content-type", "application/json");
    }
    return http.send(
        question.method(), question.path(), headers, question.body(), settings.quoteTimeout());
  }

  private SiwxInfo ownTerms(String path) {
    Instant issued = clock.instant().minus(ISSUED_AGO).truncatedTo(ChronoUnit.MILLIS);
    return SiwxInfo.of(
        settings.origin().getHost(),
        Origins.text(settings.origin()) + path,
        settings.proofNetwork(),
        nonces.get(),
        issued.toString(),
        issued.plus(ISSUED_AGO).plus(VALID_FOR).toString());
  }

  private static Optional<SiwxInfo> sellersTerms(Exchange exchange) {
    return exchange instanceof Exchange.Answer answer
            && answer.status() == 402
            && ChallengeHeader.read(answer.header(ChallengeHeader.NAME))
                instanceof ChallengeReading.Read(Challenge challenge)
            && challenge.offers().isEmpty()
        ? Optional.ofNullable(challenge.siwx())
        : Optional.empty();
  }

  private boolean isForSeller(SiwxInfo terms) {
    URI origin = settings.origin();
    String host = Origins.host(origin);
    boolean isDomain =
        terms.domain().equalsIgnoreCase(host)
            || terms.domain().equalsIgnoreCase(host + ":" + Origins.port(origin));
    try {
      return isDomain && Origins.isSame(URI.create(terms.uri()), origin);
    } catch (IllegalArgumentException notAnUri) {
      return false;
    }
  }

  private void warnOfClock(SiwxInfo terms) {
    try {
      Duration ahead = Duration.between(clock.instant(), Instant.parse(terms.issuedAt()));
      if (ahead.compareTo(CLOCK_AHEAD_MAX) > 0) {
        LOG.atWarn()
            .addKeyValue("seconds", ahead.toSeconds())
            .log("this machine's clock is behind the seller's");
      }
    } catch (DateTimeException unreadable) {
      // The seller signs for its own dates; only the warning is lost.
    }
  }

  private static String code(Exchange.Answer refusal) {
    String code = Json.text(Json.read(refusal.body()), "error");
    return code != null && code.matches("[a-z0-9_]{1,64}") ? code : "proof_not_accepted";
  }

  private record Question(HttpMethod method, String path, @Nullable Buffer body) {}
}

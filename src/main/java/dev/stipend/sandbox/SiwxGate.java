package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import dev.stipend.sandbox.SiwxCheck.Verdict;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** Lets a request through with the wallet it proved, challenges it, or says what is wrong. */
final class SiwxGate {

  static final String HEADER = "SIGN-IN-WITH-X";

  private static final Duration CHALLENGE_LIFE = Duration.ofMinutes(5);
  private static final int NONCE_BYTES = 16;
  private static final long AHEAD_MILLIS = 60_000;
  private static final String STATEMENT = "Sign in to verify your wallet identity";

  private static final Map<Fault, String> FORCED =
      Map.of(
          Fault.SIWX_MALFORMED, "siwx_malformed",
          Fault.SIWX_EXPIRED, "siwx_expired",
          Fault.SIWX_NONCE_USED, "siwx_nonce_used",
          Fault.SIWX_INVALID_SIGNATURE, "siwx_invalid_signature");

  private final SiwxCheck check;
  private final InstantSource clock;
  private final Faults faults;
  private final SecureRandom random = new SecureRandom();

  SiwxGate(SiwxCheck check, InstantSource clock, Faults faults) {
    this.check = check;
    this.clock = clock;
    this.faults = faults;
  }

  Route guard(String description, BiFunction<Route.Call, String, Future<Answer>> behind) {
    return call -> {
      Optional<String> header = call.header(HEADER);
      if (header.isEmpty() || faults.fires(Fault.SIWX_CHALLENGE)) {
        return Future.succeededFuture(challenge(call, description));
      }
      Optional<Answer> forced = forced();
      if (forced.isPresent()) {
        return Future.succeededFuture(forced.get());
      }
      return check
          .check(header.get(), call)
          .compose(
              verdict ->
                  switch (verdict) {
                    case Verdict.Proven(String wallet) -> behind.apply(call, wallet);
                    case Verdict.Refused(String code, String message) ->
                        Future.succeededFuture(refusal(code, message));
                    case Verdict.Crash() -> Future.succeededFuture(Answer.crash());
                  });
    };
  }

  private Optional<Answer> forced() {
    if (faults.fires(Fault.SIWX_CRASHES)) {
      return Optional.of(Answer.crash());
    }
    return FORCED.entrySet().stream()
        .filter(entry -> faults.fires(entry.getKey()))
        .findFirst()
        .map(entry -> refusal(entry.getValue(), "Refused on request"));
  }

  private static Answer refusal(String code, String message) {
    return Answer.json(402, Json.object().put("error", code).put("message", message));
  }

  private Answer challenge(Route.Call call, String description) {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    check.issue(nonce);
    Instant issuedAt =
        clock
            .instant()
            .truncatedTo(ChronoUnit.MILLIS)
            .plusMillis(
                faults
                    .take(Fault.CHALLENGE_AHEAD)
                    .map((Armed armed) -> armed.number("millis", AHEAD_MILLIS))
                    .orElse(0L));
    ObjectNode root = Json.object();
    root.put("x402Version", 2);
    root.put("error", "SIWX authentication required");
    ObjectNode resource = root.putObject("resource");
    resource.put("url", call.url());
    resource.put("description", description);
    resource.put("mimeType", "application/json");
    root.putArray("accepts");
    ObjectNode extension = root.putObject("extensions").putObject("sign-in-with-x");
    ObjectNode info = extension.putObject("info");
    info.put("domain", call.host());
    info.put("uri", call.url());
    info.put("version", "1");
    if (!faults.fires(Fault.CHALLENGE_SHORT)) {
      info.put("chainId", Usdc.NETWORK);
      info.put("type", "eip191");
      info.put("statement", STATEMENT);
    }
    info.put("nonce", nonce);
    info.put("issuedAt", issuedAt.toString());
    info.put("expirationTime", issuedAt.plus(CHALLENGE_LIFE).toString());
    var chains = extension.putArray("supportedChains");
    chains.addObject().put("chainId", Usdc.NETWORK).put("type", "eip191");
    chains
        .addObject()
        .put("chainId", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")
        .put("type", "ed25519");
    extension.putObject("schema").put("type", "object");
    return Answer.json(402, root).with(Offers.HEADER, Offers.encode(root));
  }
}

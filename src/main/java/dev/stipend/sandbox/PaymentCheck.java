package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** The facilitator's checks, in its order and words. */
final class PaymentCheck {

  private static final long REMAINING_SECONDS_MIN = 6;

  /** What each fault of the payment check says, unless its parameter says otherwise. */
  private static final Map<Fault, String> REASONS =
      Map.ofEntries(
          Map.entry(Fault.INSUFFICIENT_FUNDS, "insufficient_funds"),
          Map.entry(Fault.BAD_SIGNATURE, "invalid_exact_evm_signature"),
          Map.entry(Fault.WINDOW_EXPIRED, "invalid_exact_evm_payload_authorization_valid_before"),
          Map.entry(Fault.WINDOW_NOT_OPEN, "invalid_exact_evm_payload_authorization_valid_after"),
          Map.entry(Fault.WRONG_AMOUNT, "invalid_exact_evm_authorization_value"),
          Map.entry(Fault.WRONG_PAYEE, "invalid_exact_evm_recipient_mismatch"),
          Map.entry(Fault.NONCE_USED, "invalid_exact_evm_nonce_already_used"),
          Map.entry(Fault.WRONG_DOMAIN, "invalid_exact_evm_token_name_mismatch"),
          Map.entry(Fault.WRONG_DOMAIN_VERSION, "invalid_exact_evm_token_version_mismatch"),
          Map.entry(Fault.MISSING_DOMAIN, "invalid_exact_evm_missing_eip712_domain"),
          Map.entry(Fault.SIMULATION_FAILED, "invalid_exact_evm_transaction_simulation_failed"),
          Map.entry(Fault.UNEXPECTED_VERIFY_ERROR, "unexpected_verify_error"),
          Map.entry(Fault.REFUSE_PAYMENT, "invalid_payload"));

  private final Vertx vertx;
  private final SandboxChain chain;
  private final Faults faults;

  PaymentCheck(Vertx vertx, SandboxChain chain, Faults faults) {
    this.vertx = vertx;
    this.chain = chain;
    this.faults = faults;
  }

  /** Why the payment is refused; empty when it is good. */
  Future<Optional<String>> refusal(Payment payment, long micros, String payee) {
    for (Map.Entry<Fault, String> forced : REASONS.entrySet()) {
      Optional<String> reason =
          faults.take(forced.getKey()).map(armed -> armed.text("reason", forced.getValue()));
      if (reason.isPresent()) {
        return Future.succeededFuture(reason);
      }
    }
    return vertx
        .executeBlocking(() -> isSignedByPayer(payment), false)
        .map(
            signed ->
                signed
                    ? afterSignature(payment.authorization(), micros, payee)
                    : Optional.of("invalid_exact_evm_signature"));
  }

  private static boolean isSignedByPayer(Payment payment) {
    Authorization authorization = payment.authorization();
    byte[] digest = Signatures.transferDigest(Signatures.Domain.BASE_USDC, authorization);
    return Signatures.signer(digest, payment.signature())
        .filter(Usdc.lower(authorization.from())::equals)
        .isPresent();
  }

  private Optional<String> afterSignature(Authorization authorization, long micros, String payee) {
    long now = chain.timeSeconds();
    if (!Usdc.lower(authorization.to()).equals(payee)) {
      return Optional.of("invalid_exact_evm_recipient_mismatch");
    }
    if (authorization.validBefore().compareTo(BigInteger.valueOf(now + REMAINING_SECONDS_MIN))
        < 0) {
      return Optional.of("invalid_exact_evm_payload_authorization_valid_before");
    }
    if (authorization.validAfter().compareTo(BigInteger.valueOf(now)) > 0) {
      return Optional.of("invalid_exact_evm_payload_authorization_valid_after");
    }
    if (!authorization.value().equals(BigInteger.valueOf(micros))) {
      return Optional.of("invalid_exact_evm_authorization_value");
    }
    return switch (chain.simulate(authorization)) {
      case SandboxChain.Simulation.Passes() -> Optional.empty();
      case SandboxChain.Simulation.Reverts(String reason) ->
          reason.equals(SandboxChain.NONCE_USED) && faults.fires(Fault.REPLAY_PASSES_VERIFY)
              ? Optional.empty()
              : Optional.of(reason);
    };
  }
}

package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a sale ends when a fault leaves the payer in doubt: whether the money moves, and what becomes
 * of the answer that should have told.
 */
record Twist(When settles, long delayMillis, UnaryOperator<Answer> change) {

  static final String RECEIPT = "PAYMENT-RESPONSE";

  private static final List<Fault> FAULTS =
      Arrays.stream(Fault.values())
          .filter(fault -> fault.group() == Fault.Group.DOUBT)
          .filter(fault -> fault != Fault.DROP_BEFORE_HANDLER)
          .toList();

  private static final long LATE_MILLIS = 3_000;

  enum When {
    NOW,
    NEVER,
    /** After the payer was left alone. */
    LATE
  }

  static final Twist NONE = new Twist(When.NOW, 0, answer -> answer);

  /** The first fault of the group that is armed, used up. */
  static Twist next(Faults faults) {
    for (Fault fault : FAULTS) {
      Optional<Armed> armed = faults.take(fault);
      if (armed.isPresent()) {
        return of(fault, armed.get());
      }
    }
    return NONE;
  }

  private static Twist of(Fault fault, Armed armed) {
    return switch (fault) {
      case SETTLE_THEN_DROP -> paid(answer -> Answer.dropped());
      case DROP_WITHOUT_SETTLING -> unpaid(answer -> Answer.dropped());
      case SETTLE_LATE ->
          new Twist(When.LATE, armed.number("millis", LATE_MILLIS), answer -> Answer.dropped());
      case NEVER_ANSWERS -> either(armed, answer -> Answer.silent());
      case SETTLEMENT_FAILED -> unpaid(answer -> settlementFailed());
      case SETTLEMENT_FAILED_BUT_PAID -> paid(answer -> settlementFailed());
      case ERROR_AFTER_SETTLE -> paid(answer -> error(armed));
      case ERROR_WITHOUT_SETTLING -> unpaid(answer -> error(armed));
      case NO_RECEIPT -> paid(answer -> answer.without(RECEIPT));
      case UNREADABLE_RECEIPT -> paid(answer -> answer.with(RECEIPT, Offers.garbage()));
      case FAILED_RECEIPT -> unpaid(answer -> answer.with(RECEIPT, failedReceipt()));
      case FAILED_RECEIPT_BUT_PAID -> paid(answer -> answer.with(RECEIPT, failedReceipt()));
      case RECEIPT_WITHOUT_TRANSFER -> unpaid(answer -> answer);
      case TRUNCATED_JSON ->
          paid(answer -> answer.withBody(answer.body().slice(0, answer.body().length() / 2)));
      case TRUNCATED_ANSWER -> paid(Answer::cut);
      case NO_JOB_ID -> paid(Twist::withoutJobId);
      case REDIRECT -> either(armed, answer -> redirect(armed));
      default -> throw new IllegalStateException("not a doubt: " + fault);
    };
  }

  private static Twist paid(UnaryOperator<Answer> change) {
    return new Twist(When.NOW, 0, change);
  }

  private static Twist unpaid(UnaryOperator<Answer> change) {
    return new Twist(When.NEVER, 0, change);
  }

  private static Twist either(Armed armed, UnaryOperator<Answer> change) {
    return armed.text("settle", "false").equals("true") ? paid(change) : unpaid(change);
  }

  static Answer settlementFailed() {
    return Answer.failure(500, "Settlement failed");
  }

  private static Answer error(Armed armed) {
    return Answer.text((int) armed.number("status", 502), "Bad Gateway");
  }

  private static Answer redirect(Armed armed) {
    return Answer.text(307, "")
        .with("Location", armed.text("location", Product.pathOf(Product.PICTURE) + "?again"));
  }

  private static Answer withoutJobId(Answer answer) {
    ObjectNode body = (ObjectNode) Json.parse(answer.body()).orElseThrow();
    body.remove(List.of("jobId", "pollUrl", "uploadId", "clientToken"));
    return answer.withBody(Json.buffer(body));
  }

  private static String failedReceipt() {
    ObjectNode receipt = Json.object();
    receipt.put("success", false);
    receipt.put("errorReason", "unexpected_settle_error");
    receipt.put("transaction", "");
    receipt.put("network", Usdc.NETWORK);
    return Offers.encode(receipt);
  }
}

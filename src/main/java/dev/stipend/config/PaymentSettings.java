package dev.stipend.config;

import dev.stipend.money.Money;
import java.time.Duration;

/**
 * The bounds of one payment.
 *
 * @param priceMax no call may cost more
 * @param validity how long an authorization can be cashed
 * @param quoteTimeout how long a quote may take
 * @param answerTimeout how long the answer to a paid request may take
 * @param quoteReuse how long an offer is paid without asking again; zero for never
 * @param reservationDeadline when a reservation for which nothing was signed is given back
 */
public record PaymentSettings(
    Money priceMax,
    Duration validity,
    Duration quoteTimeout,
    Duration answerTimeout,
    Duration quoteReuse,
    Duration reservationDeadline) {

  private static final Duration VALIDITY_SHORTEST = Duration.ofMinutes(1);
  private static final Duration VALIDITY_LONGEST = Duration.ofMinutes(10);
  private static final Duration TIMEOUT_SHORTEST = Duration.ofMillis(100);
  private static final Duration TIMEOUT_LONGEST = Duration.ofMinutes(5);
  private static final Duration REUSE_LONGEST = Duration.ofMinutes(10);
  private static final Duration DEADLINE_SHORTEST = Duration.ofSeconds(1);
  private static final Duration DEADLINE_LONGEST = Duration.ofHours(1);

  public PaymentSettings {
    boolean wholeSeconds = validity.equals(Duration.ofSeconds(validity.toSeconds()));
    boolean answerInTime = answerTimeout.compareTo(validity) <= 0;
    new Rules()
        .require(!priceMax.isZero(), "must be more than zero", "\"25.00\"", "payment.priceMax")
        .between(validity, VALIDITY_SHORTEST, VALIDITY_LONGEST, "300s", "payment.validity")
        .require(wholeSeconds, "must be whole seconds", "300s", "payment.validity")
        .between(quoteTimeout, TIMEOUT_SHORTEST, TIMEOUT_LONGEST, "15s", "payment.quoteTimeout")
        .between(answerTimeout, TIMEOUT_SHORTEST, TIMEOUT_LONGEST, "60s", "payment.answerTimeout")
        .require(
            answerInTime,
            "must not be longer than payment.validity",
            "60s",
            "payment.answerTimeout",
            "payment.validity")
        .between(quoteReuse, Duration.ZERO, REUSE_LONGEST, "60s", "payment.quoteReuse")
        .between(
            reservationDeadline,
            DEADLINE_SHORTEST,
            DEADLINE_LONGEST,
            "60s",
            "payment.reservationDeadline")
        .check();
  }
}

package dev.stipend.webhook;

import dev.stipend.ledger.SpendId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The telling of one job's end at one webhook.
 *
 * @param attempts how often it was sent since it was last asked for
 * @param outcome how the last attempt went; no word of the receiver's
 */
public record Delivery(
    WebhookId webhook,
    SpendId job,
    State state,
    int attempts,
    @Nullable String outcome,
    Instant createdAt,
    @Nullable Instant lastAt,
    @Nullable Instant nextAt) {

  /** The message's id: of the same event always the same. */
  public String messageId() {
    return messageId(job);
  }

  static String messageId(SpendId job) {
    return "msg_" + job;
  }

  /** Where it is. */
  public enum State {
    PENDING,
    DELIVERED,
    FAILED;

    public static State parse(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

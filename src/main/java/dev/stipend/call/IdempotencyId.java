package dev.stipend.call;

import java.util.regex.Pattern;

/** What a client calls one call, so that it can send it again without buying again. */
public record IdempotencyId(String value) {

  private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");

  public IdempotencyId {
    if (!isOne(value)) {
      throw new IllegalArgumentException("an idempotency id is 1 to 255 visible characters");
    }
  }

  /** Whether a text could be one at all. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}

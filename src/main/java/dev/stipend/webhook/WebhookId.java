package dev.stipend.webhook;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Which webhook. */
public record WebhookId(String value) {

  private static final Pattern FORM = Pattern.compile("wh_[0-9a-f]{24}");
  private static final int BYTES = 12;

  public WebhookId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("an id of a webhook is wh_ and 24 hexadecimal digits");
    }
  }

  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  static WebhookId make(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new WebhookId("wh_" + HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}

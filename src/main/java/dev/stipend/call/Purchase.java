package dev.stipend.call;

import java.util.regex.Pattern;

/**
 * A request that may be bought. The quote and the payment carry the same bytes, because another
 * body may have another price.
 *
 * @param body JSON as it will be sent; it holds a prompt and is not shown in text
 */
public record Purchase(String model, String operation, String body) {

  /** What may stand in a path: no separator, and no dots in front. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public Purchase {
    if (!NAME.matcher(model).matches() || !NAME.matcher(operation).matches()) {
      throw new IllegalArgumentException(
          "a model and an operation are letters, digits, dots, dashes and underscores");
    }
  }

  @Override
  public String toString() {
    return "Purchase[" + model + "/" + operation + "]";
  }
}

package dev.stipend.job;

/**
 * What was ordered.
 *
 * @param body as it was sent; it holds a prompt and is not shown in text
 */
public record Generation(String model, String operation, String body) {

  @Override
  public String toString() {
    return model + "/" + operation;
  }
}

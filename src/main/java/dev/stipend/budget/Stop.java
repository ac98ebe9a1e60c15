package dev.stipend.budget;

import java.time.Instant;

/**
 * Nothing of a kind is reserved or authorized, until it is lifted again.
 *
 * @param by who stopped it: an API key, or the gateway itself
 * @param reason for people
 */
public record Stop(Target target, String by, Instant since, String reason) {

  /** The name by which the gateway stops something itself. */
  public static final String BY_ITSELF = "stipend";

  private static final String ROUTE = "route ";
  private static final int REASON_MAX = 200;

  /** The text as a reason: one line for the books. */
  public static String reason(String text) {
    if (text.isBlank()
        || text.length() > REASON_MAX
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a reason is one line of 1 to 200 characters");
    }
    return text.strip();
  }

  /** What is stopped. */
  public sealed interface Target {

    static Target parse(String text) {
      if (text.equals("all")) {
        return new Everything();
      }
      if (text.equals("token")) {
        return new Token();
      }
      String[] words = text.split(" ");
      if (!text.startsWith(ROUTE) || words.length != 3) {
        throw new IllegalArgumentException("a stop is of all, of the token or of a route");
      }
      return new Route(words[1], words[2]);
    }

    /** As it stands in the books. */
    String text();
  }

  /** Every payment: an operator said so. */
  public record Everything() implements Target {
    @Override
    public String text() {
      return "all";
    }
  }

  /** Every payment: the token itself would refuse it. */
  public record Token() implements Target {
    @Override
    public String text() {
      return "token";
    }
  }

  /** What one operation of a model buys. */
  public record Route(String model, String operation) implements Target {
    @Override
    public String text() {
      return ROUTE + model + " " + operation;
    }
  }
}

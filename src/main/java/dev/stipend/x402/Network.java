package dev.stipend.x402;

import java.util.regex.Pattern;

/** An EVM chain by its CAIP-2 name, such as {@code eip155:8453}. */
public record Network(String caip2) {

  private static final String NAMESPACE = "eip155:";

  /** Up to 15 digits, which JSON readers everywhere hold exactly. */
  private static final Pattern FORM = Pattern.compile(NAMESPACE + "[1-9][0-9]{0,14}");

  public static final Network BASE = new Network("eip155:8453");
  public static final Network BASE_SEPOLIA = new Network("eip155:84532");

  public Network {
    if (!FORM.matcher(caip2).matches()) {
      throw new IllegalArgumentException("a network is eip155: and a chain number");
    }
  }

  public static Network parse(String text) {
    return new Network(text);
  }

  public long chainId() {
    return Long.parseLong(caip2.substring(NAMESPACE.length()));
  }

  @Override
  public String toString() {
    return caip2;
  }
}

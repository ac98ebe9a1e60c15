package dev.stipend.chain;

import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The numbers of JSON-RPC: hex without leading zeros. */
final class Quantity {

  private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{1,16}");
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private Quantity() {}

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  static long of(JsonNode value) {
    String text = value.asString("");
    if (!FORM.matcher(text).matches()) {
      throw new ChainException("the chain gave no number where one belongs");
    }
    BigInteger number = new BigInteger(text.substring(2), 16);
    if (number.compareTo(MAX) > 0) {
      throw new ChainException("the chain gave a number beyond all blocks");
    }
    return number.longValueExact();
  }
}

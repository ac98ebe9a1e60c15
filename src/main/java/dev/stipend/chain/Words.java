package dev.stipend.chain;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The 32-byte words of the chain's answers, as lower-case hex. */
final class Words {

  private static final Pattern WORD = Pattern.compile("0x[0-9a-f]{64}");
  private static final String ZEROS = "0".repeat(24);
  private static final String ZERO = "0x" + "0".repeat(64);
  private static final BigInteger MONEY_MAX = BigInteger.valueOf(Money.MICROS_MAX);

  private Words() {}

  static String of(Address address) {
    return "0x" + ZEROS + address.hex().substring(2);
  }

  static String of(int number) {
    return "0x%064x".formatted(number);
  }

  /** Exactly one word; an address without a contract answers with none. */
  static String word(JsonNode value) {
    String text = value.asString("").toLowerCase(Locale.ROOT);
    if (!WORD.matcher(text).matches()) {
      throw new ChainException("the chain gave no 32 bytes where they belong");
    }
    return text;
  }

  static Money money(String word) {
    BigInteger value = number(word);
    if (value.compareTo(MONEY_MAX) > 0) {
      throw new ChainException("the chain gave an amount beyond nine billion dollars");
    }
    return Money.ofMicros(value.longValueExact());
  }

  /** Whether it is exactly one word of nothing; what is malformed is not nothing. */
  static boolean isZero(JsonNode value) {
    return value.asString("").equals(ZERO);
  }

  static boolean bool(String word) {
    BigInteger value = number(word);
    if (value.bitLength() > 1) {
      throw new ChainException("the chain gave neither true nor false");
    }
    return value.signum() == 1;
  }

  static Address address(String word) {
    if (!word.startsWith(ZEROS, 2)) {
      throw new ChainException("the chain gave no address where one belongs");
    }
    return Address.parse("0x" + word.substring(2 + ZEROS.length()));
  }

  static String transaction(JsonNode log) {
    return word(log.path("transactionHash"));
  }

  private static BigInteger number(String word) {
    return new BigInteger(word.substring(2), 16);
  }
}

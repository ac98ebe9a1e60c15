package dev.stipend.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;

/** The token contract that the simulated chain carries: USDC as it is deployed on Base. */
final class Usdc {

  static final long CHAIN_ID = 8453;
  static final String NETWORK = "eip155:8453";
  static final String CONTRACT = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
  static final String NAME = "USD Coin";
  static final String VERSION = "2";
  static final int DECIMALS = 6;
  static final String ZERO_ADDRESS = "0x0000000000000000000000000000000000000000";

  static final String TRANSFER = topic("Transfer(address,address,uint256)");
  static final String AUTHORIZATION_USED = topic("AuthorizationUsed(address,bytes32)");
  static final String AUTHORIZATION_CANCELED = topic("AuthorizationCanceled(address,bytes32)");

  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
  private static final Pattern NONCE = Pattern.compile("0x[0-9a-fA-F]{64}");
  private static final int SELECTOR_DIGITS = 10;

  private Usdc() {}

  static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  static boolean isNonce(String text) {
    return NONCE.matcher(text).matches();
  }

  static String lower(String hex) {
    return hex.toLowerCase(Locale.ROOT);
  }

  /** The first four bytes of the hash of a function's signature. */
  static String selector(String function) {
    return topic(function).substring(0, SELECTOR_DIGITS);
  }

  /** A made-up but stable 32-byte id. */
  static String idOf(String text) {
    return topic(text);
  }

  private static String topic(String signature) {
    byte[] hash = Hash.sha3(signature.getBytes(StandardCharsets.UTF_8));
    return "0x" + HexFormat.of().formatHex(hash);
  }
}

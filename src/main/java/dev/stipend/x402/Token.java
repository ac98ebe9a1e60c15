package dev.stipend.x402;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A token contract with the EIP-712 domain in which its transfers are signed. A signature made for
 * another name or version is worthless, and a foreign domain in an offer is a foreign contract.
 */
public record Token(Network network, Address contract, String name, String version) {

  public static final Token BASE_USDC =
      new Token(
          Network.BASE,
          Address.parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
          "USD Coin",
          "2");

  public static final Token BASE_SEPOLIA_USDC =
      new Token(
          Network.BASE_SEPOLIA,
          Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
          "USDC",
          "2");

  private static final byte[] DOMAIN_TYPE =
      keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

  private static final List<Token> KNOWN = List.of(BASE_USDC, BASE_SEPOLIA_USDC);

  /** Every payment is signed under one of these, so they are not hashed each time. */
  private static final Map<Token, Bytes32> SEPARATORS =
      KNOWN.stream().collect(Collectors.toUnmodifiableMap(token -> token, Token::hashedDomain));

  /** The token of this contract on this network, if it is one whose domain is known for certain. */
  public static Optional<Token> known(Network network, Address contract) {
    return KNOWN.stream()
        .filter(token -> token.network.equals(network) && token.contract.equals(contract))
        .findFirst();
  }

  /** The EIP-712 domain separator; the contract answers the same to {@code DOMAIN_SEPARATOR()}. */
  public Bytes32 domainSeparator() {
    Bytes32 known = SEPARATORS.get(this);
    return known == null ? hashedDomain() : known;
  }

  private Bytes32 hashedDomain() {
    return Bytes32.of(
        Keccak.hash(
            DOMAIN_TYPE,
            keccak(name),
            keccak(version),
            Word.of(network.chainId()),
            Word.of(contract)));
  }

  private static byte[] keccak(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }
}

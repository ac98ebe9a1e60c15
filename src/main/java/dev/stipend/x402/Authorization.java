package dev.stipend.x402;

import dev.stipend.money.Money;
import java.nio.charset.StandardCharsets;

/**
 * An EIP-3009 transfer to be signed: a bearer cheque between {@code validAfter} and {@code
 * validBefore}, both exclusive, in seconds since 1970.
 */
public record Authorization(
    Address from, Address to, Money value, long validAfter, long validBefore, Bytes32 nonce) {

  private static final byte[] TYPE =
      Keccak.hash(
          ("TransferWithAuthorization(address from,address to,uint256 value,"
                  + "uint256 validAfter,uint256 validBefore,bytes32 nonce)")
              .getBytes(StandardCharsets.US_ASCII));

  private static final byte[] PREFIX = {0x19, 0x01};

  public Authorization {
    if (validAfter < 0 || validBefore <= validAfter) {
      throw new IllegalArgumentException("an authorization must be valid for some time after 1970");
    }
  }

  /** What is signed, by EIP-712. */
  public Bytes32 digest(Token token) {
    return Bytes32.of(Keccak.hash(PREFIX, token.domainSeparator().bytes(), structHash().bytes()));
  }

  Bytes32 structHash() {
    return Bytes32.of(
        Keccak.hash(
            TYPE,
            Word.of(from),
            Word.of(to),
            Word.of(value.micros()),
            Word.of(validAfter),
            Word.of(validBefore),
            nonce.bytes()));
  }
}

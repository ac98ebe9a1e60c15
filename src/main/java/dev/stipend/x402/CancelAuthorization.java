package dev.stipend.x402;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** An EIP-3009 revocation to be signed: afterwards nobody can cash the authorization any more. */
public record CancelAuthorization(Address authorizer, Bytes32 nonce) {

  private static final String SELECTOR = "0x5a049a70";
  private static final byte[] TYPE =
      Keccak.hash(
          "CancelAuthorization(address authorizer,bytes32 nonce)"
              .getBytes(StandardCharsets.US_ASCII));
  private static final byte[] PREFIX = {0x19, 0x01};
  private static final int V = 64;
  private static final int S = 32;

  /** What is signed, by EIP-712. */
  public Bytes32 digest(Token token) {
    byte[] struct = Keccak.hash(TYPE, Word.of(authorizer), nonce.bytes());
    return Bytes32.of(Keccak.hash(PREFIX, token.domainSeparator().bytes(), struct));
  }

  /** The call of the token by which anybody may hand it in. */
  public String call(Signature signature) {
    HexFormat hex = HexFormat.of();
    byte[] bytes = signature.bytes();
    return SELECTOR
        + hex.formatHex(Word.of(authorizer))
        + nonce.hex().substring(2)
        + hex.formatHex(Word.of(bytes[V]))
        + hex.formatHex(bytes, 0, S)
        + hex.formatHex(bytes, S, V);
  }
}

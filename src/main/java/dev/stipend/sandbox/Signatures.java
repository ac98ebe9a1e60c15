package dev.stipend.sandbox;

import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who signed: recovery as the token contract does it. Strict where the contract is: 65 bytes, a
 * last byte of 27 or 28, and the lower of the two possible {@code s}.
 */
final class Signatures {

  private static final Pattern SIGNATURE = Pattern.compile("0x[0-9a-fA-F]{130}");
  private static final BigInteger HALF_ORDER = halfOrder(Sign.CURVE_PARAMS);
  private static final int V_FIRST = 27;

  private Signatures() {}

  private static BigInteger halfOrder(X9ECParameters curve) {
    return curve.getN().shiftRight(1);
  }

  /** The lower-case address that signed this digest; empty when none can have. */
  static Optional<String> signer(byte[] digest, String signature) {
    if (!SIGNATURE.matcher(signature).matches()) {
      return Optional.empty();
    }
    BigInteger r = new BigInteger(signature.substring(2, 66), 16);
    BigInteger s = new BigInteger(signature.substring(66, 130), 16);
    int v = Integer.parseInt(signature.substring(130), 16);
    boolean possible =
        (v == V_FIRST || v == V_FIRST + 1)
            && r.signum() > 0
            && r.compareTo(Sign.CURVE_PARAMS.getN()) < 0
            && s.signum() > 0
            && s.compareTo(HALF_ORDER) <= 0;
    if (!possible) {
      return Optional.empty();
    }
    try {
      BigInteger publicKey =
          Sign.recoverFromSignature(v - V_FIRST, new ECDSASignature(r, s), digest);
      return Optional.ofNullable(publicKey).map(key -> "0x" + Keys.getAddress(key));
    } catch (IllegalArgumentException e) {
      // About half of all numbers are the x of no point on the curve.
      return Optional.empty();
    }
  }

  /** The digest of a transfer with authorization in the domain of a token. */
  static byte[] transferDigest(Domain domain, Authorization authorization) {
    ObjectNode message = Json.object();
    message.put("from", authorization.from());
    message.put("to", authorization.to());
    message.put("value", authorization.value().toString());
    message.put("validAfter", authorization.validAfter().toString());
    message.put("validBefore", authorization.validBefore().toString());
    message.put("nonce", authorization.nonce());
    return digest("TransferWithAuthorization", domain, message);
  }

  static byte[] cancelDigest(Domain domain, String authorizer, String nonce) {
    ObjectNode message = Json.object();
    message.put("authorizer", authorizer);
    message.put("nonce", nonce);
    return digest("CancelAuthorization", domain, message);
  }

  static String domainSeparator(Domain domain) {
    ObjectNode message = Json.object();
    message.put("authorizer", Usdc.ZERO_ADDRESS);
    message.put("nonce", "0x" + "0".repeat(64));
    byte[] hash = encoder("CancelAuthorization", domain, message).hashDomain();
    return "0x" + HexFormat.of().formatHex(hash);
  }

  static byte[] personalDigest(byte[] text) {
    return Sign.getEthereumMessageHash(text);
  }

  private static byte[] digest(String type, Domain domain, ObjectNode message) {
    return encoder(type, domain, message).hashStructuredData();
  }

  private static StructuredDataEncoder encoder(String type, Domain domain, ObjectNode message) {
    ObjectNode data = Json.object();
    ObjectNode types = data.putObject("types");
    fields(
        types.putArray("EIP712Domain"),
        "string name",
        "string version",
        "uint256 chainId",
        "address verifyingContract");
    fields(
        types.putArray("TransferWithAuthorization"),
        "address from",
        "address to",
        "uint256 value",
        "uint256 validAfter",
        "uint256 validBefore",
        "bytes32 nonce");
    fields(types.putArray("CancelAuthorization"), "address authorizer", "bytes32 nonce");
    data.put("primaryType", type);
    ObjectNode where = data.putObject("domain");
    where.put("name", domain.name());
    where.put("version", domain.version());
    where.put("chainId", domain.chainId());
    where.put("verifyingContract", domain.verifyingContract());
    data.set("message", message);
    try {
      return new StructuredDataEncoder(Json.text(data));
    } catch (IOException e) {
      throw new IllegalStateException("typed data cannot be read back", e);
    }
  }

  private static void fields(ArrayNode type, String... declarations) {
    for (String declaration : declarations) {
      int gap = declaration.indexOf(' ');
      ObjectNode field = type.addObject();
      field.put("type", declaration.substring(0, gap));
      field.put("name", declaration.substring(gap + 1));
    }
  }

  /** The EIP-712 domain of a token contract. */
  record Domain(String name, String version, long chainId, String verifyingContract) {

    static final Domain BASE_USDC =
        new Domain(Usdc.NAME, Usdc.VERSION, Usdc.CHAIN_ID, Usdc.CONTRACT);
  }
}

package dev.stipend.x402;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one sign-in-with-x proof, made here or taken from a challenge.
 *
 * <p>Each member is one line of the signed text, so none may contain a line break: a seller that
 * writes the terms could otherwise have a second text signed inside the first. Dates are texts,
 * because they are signed byte for byte as they came.
 */
public record SiwxInfo(
    String domain,
    String uri,
    String version,
    String chainId,
    String type,
    String nonce,
    String issuedAt,
    @Nullable String expirationTime,
    @Nullable String notBefore,
    @Nullable String requestId,
    List<String> resources,
    @Nullable String statement) {

  public static final String VERSION = "1";
  public static final String TYPE = "eip191";

  private static final String PREFIX = "\u0019Ethereum Signed Message:\n";

  public SiwxInfo {
    resources = List.copyOf(resources);
    Stream<@Nullable String> lines =
        Stream.of(
            domain, uri, version, nonce, issuedAt, expirationTime, notBefore, requestId, statement);
    if (!lines.allMatch(SiwxInfo::isLine) || !resources.stream().allMatch(SiwxInfo::isLine)) {
      throw new IllegalArgumentException("no member of a proof may contain a control character");
    }
    if (!type.equals(TYPE)) {
      throw new IllegalArgumentException("only proofs of type eip191 can be made");
    }
    Network.parse(chainId);
  }

  /** Terms of this program's own making, which need no round trip. */
  public static SiwxInfo of(
      String domain,
      String uri,
      Network network,
      String nonce,
      String issuedAt,
      String expirationTime) {
    return new SiwxInfo(
        domain,
        uri,
        VERSION,
        network.caip2(),
        TYPE,
        nonce,
        issuedAt,
        expirationTime,
        null,
        null,
        List.of(),
        null);
  }

  /** The text that is signed, laid out by EIP-4361. */
  public String message(Address address) {
    StringBuilder text = new StringBuilder();
    text.append(domain).append(" wants you to sign in with your Ethereum account:\n");
    text.append(address.checksummed()).append("\n\n");
    if (statement != null) {
      text.append(statement).append('\n');
    }
    text.append("\nURI: ").append(uri);
    text.append("\nVersion: ").append(version);
    text.append("\nChain ID: ").append(Network.parse(chainId).chainId());
    text.append("\nNonce: ").append(nonce);
    text.append("\nIssued At: ").append(issuedAt);
    appendLine(text, "Expiration Time", expirationTime);
    appendLine(text, "Not Before", notBefore);
    appendLine(text, "Request ID", requestId);
    if (!resources.isEmpty()) {
      text.append("\nResources:");
      resources.forEach(resource -> text.append("\n- ").append(resource));
    }
    return text.toString();
  }

  /** What is signed, by EIP-191; its prefix keeps it from ever being a payment. */
  public byte[] digest(Address address) {
    byte[] message = message(address).getBytes(StandardCharsets.UTF_8);
    byte[] prefix = (PREFIX + message.length).getBytes(StandardCharsets.US_ASCII);
    return Keccak.hash(prefix, message);
  }

  private static void appendLine(StringBuilder text, String label, @Nullable String value) {
    if (value != null) {
      text.append('\n').append(label).append(": ").append(value);
    }
  }

  private static boolean isLine(@Nullable String text) {
    return text == null || text.chars().noneMatch(Character::isISOControl);
  }
}

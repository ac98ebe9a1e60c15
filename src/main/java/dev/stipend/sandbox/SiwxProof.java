package dev.stipend.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Keys;
import tools.jackson.databind.JsonNode;

/** A sign-in-with-x header, decoded but not believed. Members that are absent are empty. */
record SiwxProof(
    JsonNode fields,
    String domain,
    String address,
    String uri,
    String version,
    String chainId,
    String nonce,
    String signature) {

  private static final String NAMESPACE = "eip155:";

  /** Empty when the header cannot be read or lacks what every proof has. */
  static Optional<SiwxProof> decode(String header) {
    byte[] bytes;
    try {
      String standard = header.replace('-', '+').replace('_', '/').replace("=", "");
      bytes = Base64.getDecoder().decode(standard.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Json.parse(bytes).filter(JsonNode::isObject).flatMap(SiwxProof::read);
  }

  private static Optional<SiwxProof> read(JsonNode fields) {
    SiwxProof proof =
        new SiwxProof(
            fields,
            Json.string(fields, "domain"),
            Json.string(fields, "address"),
            Json.string(fields, "uri"),
            Json.string(fields, "version"),
            Json.string(fields, "chainId"),
            Json.string(fields, "nonce"),
            Json.string(fields, "signature"));
    boolean complete =
        !proof.domain.isEmpty()
            && !proof.address.isEmpty()
            && !proof.uri.isEmpty()
            && !proof.version.isEmpty()
            && !proof.chainId.isEmpty()
            && !proof.nonce.isEmpty()
            && !proof.signature.isEmpty()
            && proof.text("type").equals("eip191")
            && !proof.text("issuedAt").isEmpty();
    return complete ? Optional.of(proof) : Optional.empty();
  }

  String text(String name) {
    return Json.string(fields, name);
  }

  boolean hasNamespace() {
    return chainId.matches(NAMESPACE + "[0-9]{1,18}");
  }

  /** The text that was signed, laid out as EIP-4361 has it. */
  String message() {
    List<String> lines = new ArrayList<>();
    lines.add(domain + " wants you to sign in with your Ethereum account:");
    lines.add(Keys.toChecksumAddress(address));
    lines.add("");
    if (!text("statement").isEmpty()) {
      lines.add(text("statement"));
    }
    lines.add("");
    lines.add("URI: " + uri);
    lines.add("Version: " + version);
    lines.add("Chain ID: " + chainId.substring(NAMESPACE.length()));
    lines.add("Nonce: " + nonce);
    lines.add("Issued At: " + text("issuedAt"));
    optional(lines, "Expiration Time: ", "expirationTime");
    optional(lines, "Not Before: ", "notBefore");
    optional(lines, "Request ID: ", "requestId");
    JsonNode resources = fields.path("resources");
    if (resources.isArray() && !resources.isEmpty()) {
      lines.add("Resources:");
      resources.forEach(resource -> lines.add("- " + resource.asString()));
    }
    return String.join("\n", lines);
  }

  private void optional(List<String> lines, String label, String name) {
    if (!text(name).isEmpty()) {
      lines.add(label + text(name));
    }
  }

  /** A proof is as good as the wallet until it expires. */
  @Override
  public String toString() {
    return "SiwxProof";
  }
}

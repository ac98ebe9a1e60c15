package dev.stipend.x402;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code SIGN-IN-WITH-X} header and the extension by which a seller asks for it. */
public final class SiwxHeader {

  public static final String NAME = "SIGN-IN-WITH-X";

  /** The name of the challenge's extension. */
  public static final String EXTENSION = "sign-in-with-x";

  private SiwxHeader() {}

  /** Writes the header's value: a bearer value until it expires. */
  public static String write(SiwxInfo info, Address address, Signature signature) {
    ObjectNode message = HeaderJson.object();
    message.put("domain", info.domain());
    message.put("address", address.checksummed());
    putIfThere(message, "statement", info.statement());
    message.put("uri", info.uri());
    message.put("version", info.version());
    message.put("chainId", info.chainId());
    message.put("type", info.type());
    message.put("nonce", info.nonce());
    message.put("issuedAt", info.issuedAt());
    putIfThere(message, "expirationTime", info.expirationTime());
    putIfThere(message, "notBefore", info.notBefore());
    putIfThere(message, "requestId", info.requestId());
    if (!info.resources().isEmpty()) {
      ArrayNode resources = message.putArray("resources");
      info.resources().forEach(resources::add);
    }
    message.put("signature", signature.hex());
    return HeaderJson.encode(message);
  }

  /**
   * Reads the terms of a challenge. {@code chainId} and {@code type} may stand in {@code
   * supportedChains} instead, where the first entry of an EVM chain is taken. Empty when the terms
   * are incomplete or cannot be signed by an EVM wallet.
   */
  public static Optional<SiwxInfo> info(JsonNode extension) {
    JsonNode info = extension.path("info");
    String chainId = HeaderJson.text(info, "chainId");
    String type = HeaderJson.text(info, "type");
    if (chainId == null || type == null) {
      JsonNode chain = usable(extension.path("supportedChains"), chainId);
      chainId = chainId == null ? HeaderJson.text(chain, "chainId") : chainId;
      type = type == null ? HeaderJson.text(chain, "type") : type;
    }
    String domain = HeaderJson.text(info, "domain");
    String uri = HeaderJson.text(info, "uri");
    String version = HeaderJson.text(info, "version");
    String nonce = HeaderJson.text(info, "nonce");
    String issuedAt = HeaderJson.text(info, "issuedAt");
    if (domain == null || uri == null || version == null || nonce == null || issuedAt == null) {
      return Optional.empty();
    }
    if (chainId == null || type == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SiwxInfo(
              domain,
              uri,
              version,
              chainId,
              type,
              nonce,
              issuedAt,
              HeaderJson.text(info, "expirationTime"),
              HeaderJson.text(info, "notBefore"),
              HeaderJson.text(info, "requestId"),
              texts(info.path("resources")),
              HeaderJson.text(info, "statement")));
    } catch (IllegalArgumentException unsignable) {
      return Optional.empty();
    }
  }

  private static JsonNode usable(JsonNode chains, @Nullable String chainId) {
    for (JsonNode chain : chains) {
      String offered = HeaderJson.text(chain, "chainId");
      boolean wanted = chainId == null || chainId.equals(offered);
      if (wanted && SiwxInfo.TYPE.equals(HeaderJson.text(chain, "type"))) {
        return chain;
      }
    }
    return HeaderJson.object();
  }

  private static List<String> texts(JsonNode values) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.isString()) {
        texts.add(value.stringValue());
      }
    }
    return texts;
  }

  private static void putIfThere(ObjectNode message, String name, @Nullable String value) {
    if (value != null) {
      message.put(name, value);
    }
  }
}

package dev.stipend.x402;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is signed, spelled out by EIP-712 for signers that hash it themselves. */
public final class TypedData {

  private static final JsonMapper MAPPER = new JsonMapper();

  private TypedData() {}

  /** Whoever hashes this gets {@link Authorization#digest}. Numbers are texts, as signers agree. */
  public static String write(Authorization authorization, Token token) {
    ObjectNode message = MAPPER.createObjectNode();
    message.put("from", authorization.from().checksummed());
    message.put("to", authorization.to().checksummed());
    message.put("value", authorization.value().toMicros());
    message.put("validAfter", Long.toString(authorization.validAfter()));
    message.put("validBefore", Long.toString(authorization.validBefore()));
    message.put("nonce", authorization.nonce().hex());
    ObjectNode domain = MAPPER.createObjectNode();
    domain.put("name", token.name());
    domain.put("version", token.version());
    domain.put("chainId", token.network().chainId());
    domain.put("verifyingContract", token.contract().checksummed());
    ObjectNode data = MAPPER.createObjectNode();
    data.set("types", types());
    data.put("primaryType", "TransferWithAuthorization");
    data.set("domain", domain);
    data.set("message", message);
    return MAPPER.writeValueAsString(data);
  }

  private static ObjectNode types() {
    ObjectNode types = MAPPER.createObjectNode();
    member(member(types.putArray("EIP712Domain"), "name", "string"), "version", "string");
    member(
        member((ArrayNode) types.get("EIP712Domain"), "chainId", "uint256"),
        "verifyingContract",
        "address");
    ArrayNode transfer = types.putArray("TransferWithAuthorization");
    member(member(transfer, "from", "address"), "to", "address");
    member(member(transfer, "value", "uint256"), "validAfter", "uint256");
    member(member(transfer, "validBefore", "uint256"), "nonce", "bytes32");
    return types;
  }

  private static ArrayNode member(ArrayNode type, String name, String kind) {
    type.addObject().put("name", name).put("type", kind);
    return type;
  }
}

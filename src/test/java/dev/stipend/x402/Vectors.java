package dev.stipend.x402;

import dev.stipend.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The protocol's published test vectors. */
public final class Vectors {

  private static final JsonNode ALL = load();

  private Vectors() {}

  public static JsonNode at(String pointer) {
    JsonNode found = ALL.at(pointer);
    if (found.isMissingNode()) {
      throw new IllegalArgumentException("no vector at " + pointer);
    }
    return found;
  }

  public static String text(String pointer) {
    return at(pointer).stringValue();
  }

  public static Address signer() {
    return Address.parse(text("/signer/address"));
  }

  public static Stream<JsonNode> transfers() {
    return Stream.concat(
        at("/transferWithAuthorization").valueStream(), Stream.of(at("/officialExample")));
  }

  public static Stream<JsonNode> proofs() {
    return at("/siwx").valueStream();
  }

  public static Token token(JsonNode vector) {
    JsonNode domain = vector.get("domain");
    return new Token(
        Network.parse("eip155:" + domain.get("chainId").longValue()),
        Address.parse(domain.get("verifyingContract").stringValue()),
        domain.get("name").stringValue(),
        domain.get("version").stringValue());
  }

  public static Authorization authorization(JsonNode vector) {
    JsonNode message = vector.get("message");
    return new Authorization(
        Address.parse(message.get("from").stringValue()),
        Address.parse(message.get("to").stringValue()),
        Money.parseMicros(message.get("value").stringValue()),
        Long.parseLong(message.get("validAfter").stringValue()),
        Long.parseLong(message.get("validBefore").stringValue()),
        Bytes32.parse(message.get("nonce").stringValue()));
  }

  public static SiwxInfo info(JsonNode vector) {
    JsonNode inputs = vector.get("inputs");
    List<String> resources = new ArrayList<>();
    inputs.path("resources").forEach(resource -> resources.add(resource.stringValue()));
    return new SiwxInfo(
        inputs.get("domain").stringValue(),
        inputs.get("uri").stringValue(),
        inputs.get("version").stringValue(),
        inputs.get("chainId").stringValue(),
        inputs.get("type").stringValue(),
        inputs.get("nonce").stringValue(),
        inputs.get("issuedAt").stringValue(),
        optional(inputs, "expirationTime"),
        optional(inputs, "notBefore"),
        optional(inputs, "requestId"),
        resources,
        optional(inputs, "statement"));
  }

  private static @Nullable String optional(JsonNode inputs, String name) {
    return inputs.has(name) ? inputs.get(name).stringValue() : null;
  }

  private static JsonNode load() {
    try (var in = Vectors.class.getResourceAsStream("/vectors.json")) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

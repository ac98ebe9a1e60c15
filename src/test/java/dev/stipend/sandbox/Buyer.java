package dev.stipend.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A customer over real sockets who signs with web3j, sharing no code with the seller. */
final class Buyer {

  static final JsonMapper JSON = new JsonMapper();
  static final String PICTURE = "/api/generate/nano-banana-pro/generate";
  static final String CLIP = "/api/generate/veo-3.1/generate";
  static final String FOX = "{\"prompt\":\"a red fox\",\"imageSize\":\"1K\"}";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SecureRandom random = new SecureRandom();
  private final Sandbox sandbox;
  private final Credentials wallet;
  private final Duration timeout;

  Buyer(Sandbox sandbox, String privateKey) {
    this(sandbox, Credentials.create(privateKey), Duration.ofSeconds(10));
  }

  private Buyer(Sandbox sandbox, Credentials wallet, Duration timeout) {
    this.sandbox = sandbox;
    this.wallet = wallet;
    this.timeout = timeout;
  }

  /** The same customer with less patience. */
  Buyer withTimeout(Duration patience) {
    return new Buyer(sandbox, wallet, patience);
  }

  static Buyer ofVectors(Sandbox sandbox) {
    return new Buyer(sandbox, vectors().at("/signer/privateKey").asString());
  }

  static JsonNode vectors() {
    try (var in = Buyer.class.getResourceAsStream("/vectors.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String address() {
    return wallet.getAddress();
  }

  String checksumAddress() {
    return Keys.toChecksumAddress(wallet.getAddress());
  }

  HttpResponse<byte[]> post(String path, String body, String... headers) throws IOException {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<byte[]> get(String path, String... headers) throws IOException {
    return send(request(path, headers).GET());
  }

  HttpResponse<byte[]> delete(String path, String... headers) throws IOException {
    return send(request(path, headers).DELETE());
  }

  /** Bytes to wherever they are wanted. */
  HttpResponse<byte[]> put(URI to, byte[] bytes, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to).timeout(timeout).PUT(BodyPublishers.ofByteArray(bytes));
    headers.forEach(request::header);
    return send(request);
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(sandbox.origin().resolve(path)).timeout(timeout);
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.ISO_8859_1);
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return JSON.readTree(response.body());
  }

  static JsonNode header(HttpResponse<byte[]> response, String name) {
    String value = response.headers().firstValue(name).orElseThrow();
    return JSON.readTree(Base64.getDecoder().decode(value));
  }

  /** The Base entry of a quote for this body. */
  ObjectNode quote(String path, String body) throws IOException {
    HttpResponse<byte[]> response = post(path, body);
    if (response.statusCode() != 402) {
      throw new IllegalStateException("no quote: " + response.statusCode());
    }
    return base(response);
  }

  static ObjectNode base(HttpResponse<byte[]> response) {
    for (JsonNode offer : header(response, "PAYMENT-REQUIRED").path("accepts")) {
      if (offer.path("network").asString().equals("eip155:8453")
          && offer.path("scheme").asString().equals("exact")) {
        return (ObjectNode) offer;
      }
    }
    throw new IllegalStateException("no offer on Base");
  }

  String nonce() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  /** An authorization that fits the offer, to be changed before it is signed. */
  ObjectNode authorization(ObjectNode offer) {
    ObjectNode authorization = JSON.createObjectNode();
    authorization.put("from", checksumAddress());
    authorization.put("to", offer.path("payTo").asString());
    authorization.put("value", offer.path("amount").asString());
    authorization.put("validAfter", "0");
    authorization.put("validBefore", Long.toString(sandbox.chain().timeSeconds() + 300));
    authorization.put("nonce", nonce());
    return authorization;
  }

  static ObjectNode domain() {
    return JSON.createObjectNode()
        .put("name", "USD Coin")
        .put("version", "2")
        .put("chainId", 8453)
        .put("verifyingContract", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
  }

  String payment(ObjectNode offer) throws IOException {
    return payment(offer, authorization(offer), domain());
  }

  String payment(ObjectNode offer, ObjectNode authorization, ObjectNode domain) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("x402Version", 2);
    ObjectNode payload = root.putObject("payload");
    payload.set("authorization", authorization);
    payload.put("signature", hex(Sign.signTypedData(typed(authorization, domain), keys())));
    root.set("accepted", offer);
    return Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(root));
  }

  private ECKeyPair keys() {
    return wallet.getEcKeyPair();
  }

  static String typed(ObjectNode authorization, ObjectNode domain) {
    String fields =
        """
        {"primaryType":"TransferWithAuthorization","types":{
         "EIP712Domain":[{"name":"name","type":"string"},{"name":"version","type":"string"},
          {"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"}],
         "TransferWithAuthorization":[{"name":"from","type":"address"},
          {"name":"to","type":"address"},{"name":"value","type":"uint256"},
          {"name":"validAfter","type":"uint256"},{"name":"validBefore","type":"uint256"},
          {"name":"nonce","type":"bytes32"}]}}
        """;
    ObjectNode data = (ObjectNode) JSON.readTree(fields);
    data.set("domain", domain);
    data.set("message", authorization);
    return JSON.writeValueAsString(data);
  }

  private static String hex(SignatureData signature) {
    HexFormat format = HexFormat.of();
    return "0x"
        + format.formatHex(signature.getR())
        + format.formatHex(signature.getS())
        + format.formatHex(signature.getV());
  }

  HttpResponse<byte[]> pay(String path, String body, String payment) throws IOException {
    return post(path, body, "PAYMENT-SIGNATURE", payment);
  }

  /** Quote and payment in one go. */
  HttpResponse<byte[]> buy(String path, String body) throws IOException {
    return pay(path, body, payment(quote(path, body)));
  }

  String buyJob(String path, String body) throws IOException {
    return json(buy(path, body)).path("jobId").asString();
  }

  /** A proof with a fresh nonce, as its members. */
  ObjectNode proof(String path) {
    Instant now = Instant.now();
    ObjectNode proof = JSON.createObjectNode();
    proof.put("domain", "127.0.0.1");
    proof.put("address", checksumAddress());
    proof.put("uri", sandbox.origin().resolve(path).toString());
    proof.put("version", "1");
    proof.put("chainId", "eip155:8453");
    proof.put("type", "eip191");
    proof.put("nonce", nonce().substring(2, 34));
    proof.put("issuedAt", now.minusSeconds(30).toString());
    proof.put("expirationTime", now.plusSeconds(240).toString());
    return proof;
  }

  String signed(ObjectNode proof) {
    List<String> lines = new ArrayList<>();
    lines.add(
        proof.path("domain").asString() + " wants you to sign in with your Ethereum account:");
    lines.add(checksumAddress());
    lines.add("");
    if (proof.has("statement")) {
      lines.add(proof.path("statement").asString());
    }
    lines.add("");
    lines.add("URI: " + proof.path("uri").asString());
    lines.add("Version: " + proof.path("version").asString());
    lines.add("Chain ID: " + proof.path("chainId").asString().replace("eip155:", ""));
    lines.add("Nonce: " + proof.path("nonce").asString());
    lines.add("Issued At: " + proof.path("issuedAt").asString());
    if (proof.has("expirationTime")) {
      lines.add("Expiration Time: " + proof.path("expirationTime").asString());
    }
    if (proof.has("notBefore")) {
      lines.add("Not Before: " + proof.path("notBefore").asString());
    }
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    proof.put("signature", hex(Sign.signPrefixedMessage(text, keys())));
    return encoded(proof);
  }

  static String encoded(ObjectNode proof) {
    return Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(proof));
  }

  HttpResponse<byte[]> getSigned(String path) throws IOException {
    return get(path, "SIGN-IN-WITH-X", signed(proof(path)));
  }

  HttpResponse<byte[]> getProof(String path, ObjectNode proof) throws IOException {
    return get(path, "SIGN-IN-WITH-X", signed(proof));
  }

  JsonNode job(String id) throws IOException {
    return json(getSigned("/api/jobs/" + id));
  }

  JsonNode rpc(String method, Object... params) throws IOException {
    String body =
        JSON.writeValueAsString(
            Map.of("jsonrpc", "2.0", "id", 7, "method", method, "params", List.of(params)));
    return json(post("/rpc", body));
  }

  static URI link(JsonNode job, String name) {
    return URI.create(job.path("result").path(name).asString());
  }
}

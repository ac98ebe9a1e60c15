package dev.stipend;

import dev.stipend.Http.Reply;
import dev.stipend.chain.WalletKey;
import dev.stipend.chain.WalletSigner;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.x402.Address;
import dev.stipend.x402.Token;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A seller made of the protocol's reference implementation, which settles on a real EVM. Both run
 * in processes of their own and share no code with the gateway.
 */
final class ReferenceSeller implements AutoCloseable {

  static final long OPENING_MICROS = 50_000_000;

  private static final String TOKEN = Token.BASE_USDC.contract().hex();
  private static final String MINT = "0x40c10f19";
  private static final String BURN = "0x9dc29fac";
  private static final String BALANCE_OF = "0x70a08231";
  private static final String USED =
      "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
  private static final int START_SECONDS_MAX = 60;

  private final Process process;
  private final URI origin;
  private final URI chainRpc;
  private final Http http;
  private final Http chain;
  private final String payee;
  private final String sender;
  private final String walletKey;

  private ReferenceSeller(Process process, JsonNode told, String walletKey) {
    this.process = process;
    this.origin = URI.create(told.get("origin").asString());
    this.chainRpc = URI.create(told.get("chain").asString());
    this.http = new Http(origin, null);
    this.chain = new Http(chainRpc, null);
    this.payee = told.get("payee").asString();
    this.sender = told.get("sender").asString();
    this.walletKey = walletKey;
  }

  /** With a wallet that owns fifty dollars, in a block that is safe. */
  static ReferenceSeller start() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      Process process =
          new ProcessBuilder("node", "seller.mjs")
              .directory(InteropPackages.folder().toFile())
              .redirectError(Redirect.appendTo(InteropPackages.log().toFile()))
              .start();
      JsonNode told = JsonMapper.shared().readTree(firstLine(process));
      ReferenceSeller seller = new ReferenceSeller(process, told, HexFormat.of().formatHex(key));
      seller.mint(seller.wallet(), OPENING_MICROS);
      seller.mine(3);
      return seller;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(Process process) {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line =
        CompletableFuture.supplyAsync(() -> out.lines().findFirst())
            .completeOnTimeout(Optional.empty(), START_SECONDS_MAX, TimeUnit.SECONDS)
            .join()
            .orElse("");
    if (line.isEmpty()) {
      process.destroyForcibly();
      throw new AssertionError("the reference seller did not start: see target/interop/seller.log");
    }
    return line;
  }

  URI origin() {
    return origin;
  }

  URI chainRpc() {
    return chainRpc;
  }

  Http http() {
    return http;
  }

  String payee() {
    return payee;
  }

  WalletSigner signer() {
    return new WalletSigner(WalletKey.fromHex(walletKey));
  }

  String wallet() {
    return signer().address().hex();
  }

  String walletKey() {
    return walletKey;
  }

  /** What a gateway must know to buy here. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("STIPEND_UPSTREAM", origin.toString());
    environment.put("STIPEND_PAYEES", payee);
    environment.put("STIPEND_CHAIN_RPC", chainRpc.toString());
    environment.put("STIPEND_WALLET_KEY", walletKey);
    return environment;
  }

  /** What the next payment meets, once. */
  void next(String behaviour) {
    Reply told = http.post("/control", Map.of("next", behaviour));
    if (told.status() != 200) {
      throw new AssertionError(told.toString());
    }
  }

  /** The header of the last payment that came. */
  String lastPayment() {
    return http.get("/control").at("/lastPayment");
  }

  /** Has the facilitator cash a payment, whatever the seller would say to it. */
  Reply settle(String payment) {
    JsonNode payload = JsonMapper.shared().readTree(Base64.getDecoder().decode(payment));
    ObjectNode order = JsonMapper.shared().createObjectNode();
    order.put("x402Version", 2);
    order.set("paymentPayload", payload);
    order.set("paymentRequirements", payload.get("accepted"));
    return http.post("/facilitator/settle", order.toString());
  }

  /** The name that the last payment gave its purchase. */
  String lastIdentifier() {
    return http.get("/control").at("/lastIdentifier");
  }

  /** How often the wallet was proven. */
  int proofs() {
    return http.get("/control").json().get("proofs").asInt();
  }

  void mint(String to, long micros) {
    transact(MINT + word(to) + word(micros));
  }

  /** Takes money away behind everybody's back. */
  void burn(String from, long micros) {
    transact(BURN + word(from) + word(micros));
  }

  long balanceOf(String holder) {
    ArrayNode params = params();
    params.addObject().put("to", TOKEN).put("data", BALANCE_OF + word(holder));
    return quantity(rpc("eth_call", params.add("latest")));
  }

  /** Sends a call to the token from an account that only pays the gas. */
  JsonNode transact(String data) {
    ArrayNode params = params();
    params.addObject().put("from", sender).put("to", TOKEN).put("data", data);
    String transaction = rpc("eth_sendTransaction", params).asString();
    return Eventually.find(
        "a block with " + transaction,
        () ->
            Optional.of(rpc("eth_getTransactionReceipt", params().add(transaction)))
                .filter(JsonNode::isObject));
  }

  /** Makes the blocks before them safe. */
  void mine(int blocks) {
    rpc("anvil_mine", params().add("0x" + Integer.toHexString(blocks)));
  }

  /** Lets the chain's clock jump, for good. */
  void passTime(long seconds) {
    rpc("evm_increaseTime", params().add(seconds));
    mine(3);
  }

  /** Every payment, as the token's own events tell it. */
  List<SandboxTransfer> payments() {
    List<SandboxTransfer> payments = new ArrayList<>();
    ArrayNode params = params();
    ObjectNode filter = params.addObject();
    filter.put("fromBlock", "0x0").put("toBlock", "latest").put("address", TOKEN);
    filter.putArray("topics").add(USED);
    for (JsonNode used : rpc("eth_getLogs", params)) {
      String transaction = used.get("transactionHash").asString();
      JsonNode receipt = rpc("eth_getTransactionReceipt", params().add(transaction));
      for (JsonNode log : receipt.get("logs")) {
        if (log.at("/topics/0").asString().equals(TRANSFER)) {
          payments.add(
              new SandboxTransfer(
                  address(log.at("/topics/1")),
                  address(log.at("/topics/2")),
                  quantity(log.get("data")),
                  used.at("/topics/2").asString(),
                  transaction,
                  quantity(log.get("blockNumber")),
                  0));
        }
      }
    }
    return payments;
  }

  JsonNode rpc(String method, ArrayNode params) {
    ObjectNode call = JsonMapper.shared().createObjectNode();
    call.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
    JsonNode answer = chain.post("", call.toString()).json();
    if (!answer.has("result")) {
      throw new AssertionError(method + ": " + answer);
    }
    return answer.get("result");
  }

  static ArrayNode params() {
    return JsonMapper.shared().createArrayNode();
  }

  static String word(String address) {
    return "0".repeat(24) + Address.parse(address).hex().substring(2);
  }

  static String word(long number) {
    return "%064x".formatted(number);
  }

  private static String address(JsonNode topic) {
    return "0x" + topic.asString().substring(26);
  }

  private static long quantity(JsonNode hex) {
    return Long.parseLong(hex.asString().substring(2), 16);
  }

  /** Its input ends, and with it the seller and its chain. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

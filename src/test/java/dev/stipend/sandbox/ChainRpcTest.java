package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The simulated chain as a node tells it. */
class ChainRpcTest extends SandboxFixture {

  private static final String USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";

  @Test
  void theConstantsAreThoseOfTheToken() throws Exception {
    JsonNode separators = Buyer.vectors().at("/constants/domainSeparators");

    assertThat(result("eth_chainId")).isEqualTo("0x2105");
    assertThat(call("0x3644e515", "latest")).isEqualTo(separators.path("baseUsdc").asString());
    assertThat(call("0x06fdde03", "latest"))
        .isEqualTo(
            "0x"
                + "0".repeat(62)
                + "20"
                + "0".repeat(63)
                + "8"
                + "55534420436f696e"
                + "0".repeat(48));
    assertThat(number(call("0x313ce567", "latest"))).isEqualTo(6);
    assertThat(number(call("0x5c975abb", "latest"))).isZero();
    assertThat(number(call("0xfe575a87" + word(buyer.address()), "latest"))).isZero();
  }

  @Test
  void aSettledNonceIsUsedFromItsBlockOn() throws Exception {
    sandbox.chain().advance(Duration.ofSeconds(10));
    ObjectNode offer = buyer.quote(Buyer.PICTURE, Buyer.FOX);
    ObjectNode authorization = buyer.authorization(offer);
    String nonce = authorization.path("nonce").asString();
    String state = "0xe94a0102" + word(buyer.address()) + nonce.substring(2);

    assertThat(number(call(state, "latest"))).isZero();
    buyer.pay(Buyer.PICTURE, Buyer.FOX, buyer.payment(offer, authorization, Buyer.domain()));

    SandboxTransfer transfer = sandbox.chain().transfers().getLast();
    String block = "0x" + Long.toHexString(transfer.block());
    String before = "0x" + Long.toHexString(transfer.block() - 1);
    String balance = "0x70a08231" + word(buyer.address());
    assertThat(number(call(state, "latest"))).isEqualTo(1);
    assertThat(number(call(state, block))).isEqualTo(1);
    assertThat(number(call(state, before))).isZero();
    assertThat(number(call(balance, before))).isEqualTo(FUNDS);
    assertThat(number(call(balance, block))).isEqualTo(FUNDS - 134_000);
    assertThat(number(call("0x70a08231" + word(sandbox.payee()), "latest"))).isEqualTo(134_000);
  }

  @Test
  void theLogsOfAPaymentAreThoseOfTheToken() throws Exception {
    buyer.buy(Buyer.PICTURE, Buyer.FOX);
    SandboxTransfer transfer = sandbox.chain().transfers().getLast();
    JsonNode topics = Buyer.vectors().at("/constants/eventTopics");
    String used = topics.path("AuthorizationUsed(address,bytes32)").asString();
    String moved = topics.path("Transfer(address,address,uint256)").asString();
    String payer = "0x" + word(buyer.address());

    JsonNode byNonce = logs(List.of(used, payer, transfer.nonce()), "0x0");
    JsonNode byPayer = logs(List.of(List.of(moved, used), payer), "0x0");
    JsonNode receipt =
        buyer.rpc("eth_getTransactionReceipt", transfer.transaction()).path("result");

    assertThat(byNonce).hasSize(1);
    JsonNode log = byNonce.path(0);
    assertThat(log.path("transactionHash").asString()).isEqualTo(transfer.transaction());
    assertThat(log.path("address").asString()).isEqualToIgnoringCase(USDC);
    assertThat(number(log.path("blockNumber").asString())).isEqualTo(transfer.block());
    assertThat(byPayer).hasSize(2);
    JsonNode movement = byPayer.path(1);
    assertThat(movement.path("topics").path(2).asString()).isEqualTo("0x" + word(sandbox.payee()));
    assertThat(number(movement.path("data").asString())).isEqualTo(134_000);
    assertThat(receipt.path("logs")).isEqualTo(byPayer);
    assertThat(receipt.path("status").asString()).isEqualTo("0x1");
    assertThat(logs(List.of(used, "0x" + word("0x" + "ab".repeat(20))), "0x0")).isEmpty();
  }

  @Test
  void fundingIsATransferFromTheZeroAddress() throws Exception {
    sandbox.fundOnce(buyer.address(), 5).await();
    String moved =
        Buyer.vectors().at("/constants/eventTopics/Transfer(address,address,uint256)").asString();

    assertThat(logs(List.of(moved, "0x" + "0".repeat(64)), "0x0")).hasSize(1);
    assertThat(sandbox.chain().balance(buyer.checksumAddress())).isEqualTo(FUNDS);
  }

  @Test
  void aCancelledNonceIsUsedAndHasItsOwnLog() throws Exception {
    String nonce = buyer.nonce();
    sandbox.chain().cancel(buyer.address(), nonce).await();
    String cancelled =
        Buyer.vectors()
            .at("/constants/eventTopics/AuthorizationCanceled(address,bytes32)")
            .asString();

    assertThat(logs(List.of(cancelled, "0x" + word(buyer.address()), nonce), "0x0")).hasSize(1);
    assertThat(number(call("0xe94a0102" + word(buyer.address()) + nonce.substring(2), "latest")))
        .isEqualTo(1);
  }

  @Test
  void blocksFollowTheClockAndSafeOnesAreClosed() throws Exception {
    JsonNode first = block("latest");
    sandbox.chain().advance(Duration.ofSeconds(20));
    JsonNode second = block("latest");

    assertThat(number(second.path("number").asString()) - number(first.path("number").asString()))
        .isBetween(10L, 13L);
    assertThat(
            number(second.path("timestamp").asString())
                - number(first.path("timestamp").asString()))
        .isBetween(20L, 26L);
    assertThat(number(block("safe").path("number").asString()))
        .isLessThan(sandbox.chain().latest());
    assertThat(number(block("finalized").path("number").asString()))
        .isLessThan(number(block("safe").path("number").asString()));
    assertThat(block(first.path("number").asString()).path("hash")).isEqualTo(first.path("hash"));
    assertThat(block("0xfffffff").isNull()).isTrue();
  }

  @Test
  void whatANodeCannotDoIsAnErrorObject() throws Exception {
    assertThat(buyer.rpc("eth_mine").at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(buyer.rpc("eth_getBlockByNumber", "soon", false).at("/error/code").asInt())
        .isEqualTo(-32602);
    assertThat(Buyer.json(buyer.post("/rpc", "{")).at("/error/code").asInt()).isEqualTo(-32700);
    assertThat(Buyer.json(buyer.post("/rpc", "5")).at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(
            buyer
                .rpc("eth_call", Map.of("to", USDC, "data", "0xdeadbeef"), "latest")
                .at("/error/code")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void aBatchIsAnsweredInOrder() throws Exception {
    String batch =
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]},"
            + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_mine\",\"params\":[]}]";

    JsonNode answers = Buyer.json(buyer.post("/rpc", batch));

    assertThat(answers.at("/0/result").asString()).isEqualTo("0x2105");
    assertThat(answers.at("/1/id").asInt()).isEqualTo(2);
    assertThat(answers.at("/1/error/code").asInt()).isEqualTo(-32601);
  }

  private JsonNode logs(List<Object> topics, String from) throws Exception {
    Map<String, Object> filter =
        Map.of("address", USDC, "topics", topics, "fromBlock", from, "toBlock", "latest");
    return buyer.rpc("eth_getLogs", filter).path("result");
  }

  private JsonNode block(String tag) throws Exception {
    return buyer.rpc("eth_getBlockByNumber", tag, false).path("result");
  }

  private String call(String data, String tag) throws Exception {
    return result("eth_call", Map.of("to", USDC, "data", data), tag);
  }

  private String result(String method, Object... params) throws Exception {
    return buyer.rpc(method, params).path("result").asString();
  }

  private static String word(String address) {
    return "0".repeat(24) + Usdc.lower(address).substring(2);
  }

  private static long number(String hex) {
    return new BigInteger(hex.substring(2), 16).longValueExact();
  }
}

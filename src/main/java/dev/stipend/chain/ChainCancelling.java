package dev.stipend.chain;

import dev.stipend.treasury.Cancelling;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.CancelAuthorization;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Revokes an authorization by a transaction of the wallet that gave it. What that may cost is
 * bounded before it is signed, and it is sent through one endpoint only.
 */
public final class ChainCancelling implements Cancelling {

  private static final String LATEST = "latest";

  /**
   * Where chains of Base's kind tell what it costs to write a transaction's bytes to the chain
   * below.
   */
  private static final String GAS_PRICE_ORACLE = "0x420000000000000000000000000000000000000f";

  private static final String L1_FEE_UPPER_BOUND = "0xf1c7a58b";

  /** Of a transaction besides its call: numbers, fees, the contract, the signature. */
  private static final int ENVELOPE_BYTES = 200;

  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  /** Until the next blocks are full: a base fee grows by an eighth with each. */
  private static final BigInteger BASE_FEES = BigInteger.TWO;

  /** It is the fee of now, and that of the block in which the transaction comes is taken. */
  private static final BigInteger DATA_FEES = BigInteger.TWO;

  /** The state may have changed by the time it is run. */
  private static final long GAS_MARGIN_PER_CENT = 130;

  private final JsonRpc rpc;
  private final JsonRpcChain chain;
  private final Token token;
  private final List<CoinWallet> wallets;
  private final BigInteger weiMax;

  /**
   * Acts for wallets whose keys are at hand; others must be cancelled for elsewhere.
   *
   * @param gweiMax what one revocation may cost at most, in billionths of the chain's coin
   */
  public ChainCancelling(Vertx vertx, ChainSettings settings, List<Wallet> wallets, long gweiMax) {
    this.rpc =
        new JsonRpc(vertx, settings.endpoint(), settings.timeout(), settings.requestsPerSecond());
    this.chain = new JsonRpcChain(vertx, settings);
    this.token = settings.token();
    this.wallets =
        wallets.stream().filter(CoinWallet.class::isInstance).map(CoinWallet.class::cast).toList();
    this.weiMax = GWEI.multiply(BigInteger.valueOf(gweiMax));
  }

  @Override
  public Future<Sending> cancel(Address payer, Bytes32 nonce) {
    Optional<CoinWallet> wallet =
        wallets.stream().filter(known -> known.address().equals(payer)).findFirst();
    return wallet.isEmpty()
        ? failed(
            "the key of "
                + payer.checksummed()
                + " is not at hand; where a remote signer holds it, revoke the authorization there")
        : chain
            .verify()
            .compose(verified -> call(wallet.get(), new CancelAuthorization(payer, nonce)))
            .compose(data -> send(wallet.get(), data));
  }

  private Future<String> call(CoinWallet wallet, CancelAuthorization cancellation) {
    return wallet.sign(cancellation, token).map(cancellation::call);
  }

  private Future<Sending> send(CoinWallet wallet, String data) {
    Future<BigInteger> gas = gas(wallet.address(), data);
    Future<BigInteger> tip = number("eth_maxPriorityFeePerGas", JsonRpc.params());
    Future<BigInteger> baseFee = baseFee();
    Future<BigInteger> dataFee = dataFee(data);
    Future<BigInteger> coins =
        number("eth_getBalance", JsonRpc.params().add(wallet.address().hex()).add(LATEST));
    Future<BigInteger> count =
        number(
            "eth_getTransactionCount", JsonRpc.params().add(wallet.address().hex()).add("pending"));
    return Future.all(gas, tip, baseFee, dataFee, coins, count)
        .compose(
            all -> {
              BigInteger fee = baseFee.result().multiply(BASE_FEES).add(tip.result());
              BigInteger wei = gas.result().multiply(fee).add(dataFee.result().multiply(DATA_FEES));
              Optional<String> objection = tooDear(wallet, wei, coins.result());
              if (objection.isPresent()) {
                return failed(objection.get());
              }
              return wallet
                  .sign(
                      RawTransaction.createTransaction(
                          token.network().chainId(),
                          count.result(),
                          gas.result(),
                          token.contract().hex(),
                          BigInteger.ZERO,
                          data,
                          tip.result(),
                          fee))
                  .compose(this::send);
            });
  }

  private Optional<String> tooDear(CoinWallet wallet, BigInteger wei, BigInteger coins) {
    if (wei.compareTo(weiMax) > 0) {
      return Optional.of(
          "it may cost %d gwei, and treasury.cancelGweiMax allows %d"
              .formatted(gweiOf(wei), gweiOf(weiMax)));
    }
    return wei.compareTo(coins) > 0
        ? Optional.of(
            "it may cost %d gwei of the chain's own coin, and %s has %d"
                .formatted(gweiOf(wei), wallet.address().checksummed(), gweiOf(coins)))
        : Optional.empty();
  }

  /** Who answers with an error has not taken it; where no answer comes, nobody here can tell. */
  private Future<Sending> send(byte[] transaction) {
    HexFormat hex = HexFormat.of();
    String id = "0x" + hex.formatHex(Hash.sha3(transaction));
    return rpc.call(
            "eth_sendRawTransaction", JsonRpc.params().add("0x" + hex.formatHex(transaction)))
        .<Sending>map(taken -> new Sending.Taken(id))
        .recover(
            failure ->
                failure instanceof RefusedException || failure instanceof RestingException
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(new Sending.Unanswered(id)));
  }

  /** Nothing on a chain that has no such contract. */
  private Future<BigInteger> dataFee(String data) {
    String size = Words.of(data.length() / 2 + ENVELOPE_BYTES).substring(2);
    ArrayNode params = JsonRpc.params();
    params.addObject().put("to", GAS_PRICE_ORACLE).put("data", L1_FEE_UPPER_BOUND + size);
    return rpc.call("eth_call", params.add(LATEST))
        .map(
            answer ->
                answer.asString("").equals("0x")
                    ? BigInteger.ZERO
                    : ChainCancelling.amount(answer));
  }

  private Future<BigInteger> gas(Address from, String data) {
    ArrayNode params = JsonRpc.params();
    params.addObject().put("from", from.hex()).put("to", token.contract().hex()).put("data", data);
    return number("eth_estimateGas", params)
        .map(
            gas ->
                gas.multiply(BigInteger.valueOf(GAS_MARGIN_PER_CENT))
                    .divide(BigInteger.valueOf(100)));
  }

  private Future<BigInteger> baseFee() {
    return rpc.call("eth_getBlockByNumber", JsonRpc.params().add(LATEST).add(false))
        .map(block -> amount(block.path("baseFeePerGas")));
  }

  private Future<BigInteger> number(String method, ArrayNode params) {
    return rpc.call(method, params).map(ChainCancelling::amount);
  }

  /** Amounts of the chain's coin may be beyond a long. */
  private static BigInteger amount(JsonNode value) {
    String text = value.asString("");
    if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
      throw new ChainException("the chain gave no number where one belongs");
    }
    return new BigInteger(text.substring(2), 16);
  }

  private static BigInteger gweiOf(BigInteger wei) {
    return wei.add(GWEI).subtract(BigInteger.ONE).divide(GWEI);
  }

  private static <T> Future<T> failed(String why) {
    return Future.failedFuture(new ChainException(why));
  }

  @Override
  public String toString() {
    return "ChainCancelling[" + token.contract() + "]";
  }
}

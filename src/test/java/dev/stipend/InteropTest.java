package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.chain.WalletKey;
import dev.stipend.chain.WalletSigner;
import dev.stipend.money.Money;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.x402.Address;
import dev.stipend.x402.Authorization;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.ChallengeHeader;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.Offer;
import dev.stipend.x402.PaymentHeader;
import dev.stipend.x402.PaymentIdentifier;
import dev.stipend.x402.SignedAuthorization;
import dev.stipend.x402.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The reference implementation takes what the gateway signs, and refuses what it must refuse. */
@EnabledIf(value = "dev.stipend.InteropPackages#areThere", disabledReason = InteropPackages.SKIPPED)
class InteropTest {

  private static final long PRICE = 134_000;

  private static ReferenceSeller seller;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    seller = ReferenceSeller.start();
    gateway = RunningGateway.start(RunningGateway.newFolder(), seller.environment());
    Eventually.until(
        "the funding", () -> gateway.admin().get("/admin/treasury").at("/free").equals("50.00"));
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (seller != null) {
      seller.close();
    }
  }

  @AfterEach
  void booksEqualTheChain() {
    gateway.books().equal(ofGateway());
  }

  @ParameterizedTest
  @CsvSource({"1K, 134000", "4K, 240000"})
  void paidCallMovesExactlyTheQuotedAmount(String size, long price) {
    Customer customer = gateway.customer("5.00");
    long wallet = seller.balanceOf(seller.wallet());
    long payee = seller.balanceOf(seller.payee());

    Reply bought =
        customer.http().post(Customer.PICTURE, Map.of("prompt", "a boat", "imageSize", size));

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(seller.balanceOf(seller.wallet())).isEqualTo(wallet - price);
    assertThat(seller.balanceOf(seller.payee())).isEqualTo(payee + price);
    assertThat(customer.limit().get("settled").asString())
        .isEqualTo(Money.ofMicros(price).toDollars());
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
  }

  @Test
  void proofOfTheWalletIsTakenOnceItHasBeenAskedFor() {
    Customer customer = gateway.customer("5.00");
    Reply bought = customer.buyPicture("proven");
    int before = seller.proofs();

    JsonNode job = customer.ended(bought.at("/jobId"));

    assertThat(job.get("status").asString()).isEqualTo("complete");
    assertThat(seller.proofs()).isGreaterThan(before);
    assertThat(seller.http().get("/api/jobs").status()).isEqualTo(402);
  }

  @Test
  void paymentNamesItsPurchaseByTheIdOfTheCall() {
    Reply bought = gateway.customer("5.00").buyPicture("named");

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(seller.lastIdentifier()).isEqualTo(bought.at("/jobId"));
  }

  @Test
  void paymentThatComesAgainMovesNothing() {
    Customer customer = gateway.customer("5.00");
    assertThat(customer.buyPicture("once").status()).isEqualTo(200);
    long wallet = seller.balanceOf(seller.wallet());

    Reply again = send(seller.lastPayment());

    assertThat(again.status()).isEqualTo(402);
    assertThat(again.at("/reason")).isEqualTo("invalid_exact_evm_nonce_already_used");
    assertThat(seller.balanceOf(seller.wallet())).isEqualTo(wallet);
  }

  @Test
  void lostAnswerIsFoundInTheLogsOfTheChain() {
    Customer customer = gateway.customer("5.00");
    seller.next("settle-then-drop");

    Reply bought = customer.buyPicture("lost");

    assertThat(bought.status()).as("%s", bought).isEqualTo(202);
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.134");
    seller.mine(3);
    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
    assertThat(spend(customer).get("transaction").asString())
        .isEqualTo(seller.payments().getLast().transaction());
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
  }

  @Test
  void cancelledPaymentIsGivenBackAndCanNeverBeCashed() {
    Customer customer = gateway.customer("5.00");
    long wallet = seller.balanceOf(seller.wallet());
    seller.next("drop");
    assertThat(customer.buyPicture("cancelled").status()).isEqualTo(202);
    String nonce = spend(customer).get("nonce").asString();

    JsonNode receipt = seller.transact(Cancellation.of(seller.walletKey(), nonce));
    seller.mine(3);

    assertThat(receipt.get("status").asString()).isEqualTo("0x1");
    Eventually.until("the end", () -> spend(customer).get("state").asString().equals("voided"));
    assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
    assertThat(send(seller.lastPayment()).at("/reason"))
        .isEqualTo("invalid_exact_evm_nonce_already_used");
    assertThat(seller.balanceOf(seller.wallet())).isEqualTo(wallet);
  }

  @Test
  void walletWithoutMoneyIsRefused() {
    WalletSigner poor = newWallet();

    Reply refused = send(payment(poor, Token.BASE_USDC, PRICE));

    assertThat(refused.status()).isEqualTo(402);
    assertThat(refused.at("/reason")).isEqualTo("invalid_exact_evm_insufficient_balance");
  }

  @Test
  void signatureInAnotherDomainIsRefused() {
    WalletSigner funded = newWallet();
    seller.mint(funded.address().hex(), PRICE);
    Token renamed = new Token(Token.BASE_USDC.network(), Token.BASE_USDC.contract(), "USDC", "2");

    Reply refused = send(payment(funded, renamed, PRICE));

    assertThat(refused.status()).isEqualTo(402);
    assertThat(refused.at("/reason")).isEqualTo("invalid_exact_evm_signature");
    assertThat(seller.balanceOf(funded.address().hex())).isEqualTo(PRICE);
    assertThat(send(payment(funded, Token.BASE_USDC, PRICE)).status()).isEqualTo(200);
    assertThat(seller.balanceOf(funded.address().hex())).isZero();
  }

  @ParameterizedTest
  @CsvSource({"133999", "134001", "1"})
  void anotherAmountThanTheQuotedOneIsRefused(long micros) {
    WalletSigner funded = newWallet();
    seller.mint(funded.address().hex(), 2 * PRICE);

    Reply refused = send(payment(funded, Token.BASE_USDC, micros));

    assertThat(refused.at("/reason"))
        .isEqualTo("invalid_exact_evm_payload_authorization_value_mismatch");
    assertThat(seller.balanceOf(funded.address().hex())).isEqualTo(2 * PRICE);
  }

  /** Header by header as the gateway does it, but with any wallet, domain and amount. */
  private static String payment(WalletSigner signer, Token domain, long micros) {
    String header = quote().header(ChallengeHeader.NAME);
    ChallengeReading.Read challenge = (ChallengeReading.Read) ChallengeHeader.read(header);
    Offer offer = challenge.challenge().offers().getFirst();
    byte[] nonce = new byte[Bytes32.LENGTH];
    new SecureRandom().nextBytes(nonce);
    Authorization authorization =
        new Authorization(
            signer.address(),
            Address.parse(offer.payTo()),
            Money.ofMicros(micros),
            0,
            Instant.now().getEpochSecond() + 300,
            Bytes32.of(nonce));
    SignedAuthorization signed =
        new SignedAuthorization(
            authorization,
            signer.sign(authorization, domain).toCompletionStage().toCompletableFuture().join());
    return PaymentHeader.write(
        signed,
        offer,
        challenge.challenge().resource(),
        PaymentIdentifier.answer(
            challenge.challenge().paymentIdentifier(), "direct-" + nonce.length + "-0123456789"));
  }

  private static Reply quote() {
    return post(HttpRequest.newBuilder());
  }

  private static Reply send(String payment) {
    return post(HttpRequest.newBuilder().header(PaymentHeader.NAME, payment));
  }

  private static Reply post(HttpRequest.Builder request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = seller.origin().resolve(Customer.PICTURE);
      return Reply.of(
          client.send(
              request
                  .uri(uri)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{\"prompt\":\"direct\"}"))
                  .build(),
              BodyHandlers.ofByteArray()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WalletSigner newWallet() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return new WalletSigner(WalletKey.fromHex(HexFormat.of().formatHex(key)));
  }

  private static JsonNode spend(Customer customer) {
    return gateway.admin().get("/admin/spends?team=" + customer.team()).json().at("/items/0");
  }

  /** Others pay on this chain, too. */
  private static List<SandboxTransfer> ofGateway() {
    return seller.payments().stream()
        .filter(payment -> payment.from().equals(seller.wallet()))
        .toList();
  }
}

package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.sandbox.Fault;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway whose clock is two minutes off those of Redis, the seller and the chain, and steps. */
class SteppedClockTest {

  private static final Duration SAFE = Duration.ofSeconds(20);
  private static final AtomicLong OFFSET = new AtomicLong();

  private static OutsideSeller seller;
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    seller = OutsideSeller.start();
    // The chain is set forward by the tests, and the gateway's clock with it.
    InstantSource clock =
        () -> Instant.now().plus(seller.sandbox().chain().offset()).plusSeconds(OFFSET.get());
    gateway = RunningGateway.start(RunningGateway.newFolder(), seller.environment(), clock);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    seller.close();
  }

  @AfterEach
  void booksEqualTheChain() {
    OFFSET.set(0);
    seller.sandbox().faults().clear();
    gateway.books().equal(seller.sandbox().chain().transfers());
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, 120})
  void whatIsBoughtIsPaidOnceAndDelivered(long offset) {
    OFFSET.set(offset);
    Customer customer = gateway.customer("5.00");

    Reply bought = customer.buyPicture("by another clock " + offset);

    assertThat(bought.status()).as("%s", bought).isEqualTo(200);
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.134");
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, 120})
  void doubtIsSettledByTheChainWhateverTheClockSays(long offset) {
    OFFSET.set(offset);
    Customer customer = gateway.customer("5.00");
    seller.sandbox().faults().arm(Fault.SETTLE_THEN_DROP);
    Reply bought = customer.buyPicture("in doubt " + offset);
    assertThat(bought.status()).as("%s", bought).isEqualTo(202);

    OFFSET.set(-offset);
    await(seller.sandbox().chain().advance(SAFE));

    Eventually.until(
        "the chain's word", () -> customer.limit().get("settled").asString().equals("0.134"));
    assertThat(customer.ended(bought.at("/jobId")).get("status").asString()).isEqualTo("complete");
  }

  @ParameterizedTest
  @ValueSource(longs = {-120, 120})
  void nothingIsGivenBackByTheGatewaysClock(long offset) {
    OFFSET.set(offset);
    Customer customer = gateway.customer("5.00");
    seller.sandbox().faults().arm(Fault.DROP_BEFORE_HANDLER);
    Reply bought = customer.buyPicture("lost " + offset);
    assertThat(bought.status()).as("%s", bought).isEqualTo(202);
    String spend = bought.at("/jobId");
    long validBefore =
        gateway.admin().get("/admin/spends/" + spend).json().get("validBefore").asLong();

    OFFSET.set(3_600);
    Duration rest = Duration.ofSeconds(validBefore - seller.sandbox().chain().timeSeconds() - 30);
    await(seller.sandbox().chain().advance(rest));
    assertThat(
            gateway
                .admin()
                .post("/admin/doubt/" + spend, Map.of("outcome", "voided", "reason", "x"))
                .at("/code"))
        .isEqualTo("decision_refused");
    assertThat(customer.limit().get("inDoubt").asString()).isEqualTo("0.134");

    await(seller.sandbox().chain().advance(Duration.ofMinutes(2)));
    Eventually.until(
        "the money back", () -> customer.limit().get("inDoubt").asString().equals("0.00"));
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.00");
  }

  @Test
  void stepInTheMiddleOfAWindowLeavesLimitsHard() {
    Customer customer = gateway.customer("0.30");
    for (long offset : new long[] {0, 120, -120, 3_000, -3_000, 0}) {
      OFFSET.set(offset);
      customer.buyPicture("stepping " + offset);
    }

    OFFSET.set(0);
    assertThat(customer.limit().get("settled").asString()).isEqualTo("0.268");
    assertThat(customer.limit().get("left").asString()).isEqualTo("0.032");
  }

  private static void await(Future<?> step) {
    assertThat(step.toCompletionStage().toCompletableFuture().join()).isNull();
  }
}

package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.sandbox.Fault;
import dev.stipend.sandbox.Faults;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainStartTest {

  /** A beat that asks in vain until its time is over, and the next one. */
  private static final Duration FUNDED = Duration.ofSeconds(60);

  @Test
  void gatewayDoesNotStartOnAForeignChain() {
    try (OutsideSeller seller = OutsideSeller.start()) {
      seller.sandbox().faults().arm(Fault.WRONG_CHAIN, Faults.UNTIL_CLEARED, Map.of());

      assertThatThrownBy(() -> start(seller))
          .hasRootCauseMessage("the chain endpoint serves chain 1 instead of 8453");
    }
  }

  @Test
  void gatewayStartsWhileTheChainDoesNotAnswer() {
    try (OutsideSeller seller = OutsideSeller.start()) {
      seller.sandbox().faults().arm(Fault.RPC_DOWN, Faults.UNTIL_CLEARED, Map.of());

      try (RunningGateway gateway = start(seller)) {
        assertThat(gateway.admin().with(null).get("/readyz").status()).isEqualTo(200);
        assertThat(gateway.admin().get("/admin/treasury").at("/free")).isEqualTo("0.00");
        seller.sandbox().faults().clear();
        Eventually.find(
            "the funding",
            FUNDED,
            () ->
                Optional.of(gateway.admin().get("/admin/treasury").at("/free"))
                    .filter("1000000.00"::equals));
      }
    }
  }

  private static RunningGateway start(OutsideSeller seller) {
    return RunningGateway.start(RunningGateway.newFolder(), seller.environment());
  }
}

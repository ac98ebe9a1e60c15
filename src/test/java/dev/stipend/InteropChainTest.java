package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.money.Money;
import dev.stipend.sandbox.SandboxTransfer;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Finality;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import dev.stipend.x402.Token;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The chain as a real node tells it. */
@EnabledIf(value = "dev.stipend.InteropPackages#areThere", disabledReason = InteropPackages.SKIPPED)
class InteropChainTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static ReferenceSeller seller;
  private static JsonRpcChain chain;

  @BeforeAll
  static void start() {
    seller = ReferenceSeller.start();
    chain = new JsonRpcChain(VERTX, ChainSettings.of(seller.chainRpc(), Token.BASE_USDC));
  }

  @AfterAll
  static void stop() {
    done(VERTX.close());
    if (seller != null) {
      seller.close();
    }
  }

  @Test
  void tokensDomainIsTheOneThatIsSigned() {
    JsonRpcChain foreign =
        new JsonRpcChain(VERTX, ChainSettings.of(seller.chainRpc(), Token.BASE_SEPOLIA_USDC));

    done(chain.verify());
    assertThatThrownBy(() -> done(foreign.verify()))
        .hasMessage("the chain endpoint serves chain 8453 instead of 84532");
  }

  @Test
  void headsAreInOrderAndBlocksAreFoundByTime() {
    seller.mine(5);

    ChainHead latest = done(chain.head(Finality.LATEST));
    ChainHead safe = done(chain.head(Finality.SAFE));
    ChainHead finalized = done(chain.head(Finality.FINALIZED));

    assertThat(safe.number()).isLessThan(latest.number()).isGreaterThan(finalized.number());
    assertThat(done(chain.blockAt(latest.timeSeconds(), latest))).isEqualTo(latest.number());
    assertThat(done(chain.blockAt(0, latest))).isZero();
  }

  @Test
  void balanceIsThatOfTheBlock() {
    String holder = "0x2000000000000000000000000000000000000002";
    long before = done(chain.head(Finality.LATEST)).number();

    seller.mint(holder, 134_000);

    assertThat(done(chain.balanceOf(Address.parse(holder)))).isEqualTo(Money.ofMicros(134_000));
    assertThat(done(chain.balanceOf(Address.parse(holder), before))).isEqualTo(Money.ZERO);
    assertThat(done(chain.arrivals(Address.parse(holder), before, before + 1)).deposits())
        .hasSize(1);
  }

  @Test
  void endOfAnAuthorizationIsReadFromItsEvents() {
    Address wallet = seller.signer().address();
    Bytes32 unused = Bytes32.parse("0x" + "1".repeat(64));
    Bytes32 cancelled = Bytes32.parse("0x" + "2".repeat(64));
    long first = done(chain.head(Finality.LATEST)).number();

    String transaction =
        seller
            .transact(Cancellation.of(seller.walletKey(), cancelled.hex()))
            .get("transactionHash")
            .asString();
    try (RunningGateway gateway =
        RunningGateway.start(RunningGateway.newFolder(), seller.environment())) {
      Eventually.until(
          "the funding", () -> gateway.admin().get("/admin/treasury").at("/free").equals("50.00"));
      assertThat(gateway.customer("5.00").buyPicture("read").status()).isEqualTo(200);
    }
    SandboxTransfer paid = seller.payments().getLast();
    Bytes32 used = Bytes32.parse(String.valueOf(paid.nonce()));
    long last = done(chain.head(Finality.LATEST)).number();

    assertThat(done(chain.isUsedOrCancelled(wallet, used, last))).isTrue();
    assertThat(done(chain.isUsedOrCancelled(wallet, used, paid.block() - 1))).isFalse();
    assertThat(done(chain.isUsedOrCancelled(wallet, cancelled, last))).isTrue();
    assertThat(done(chain.isUsedOrCancelled(wallet, unused, last))).isFalse();
    assertThat(done(chain.findEnd(wallet, used, first, last)))
        .isEqualTo(
            new AuthorizationEnd.Cashed(
                paid.transaction(),
                paid.block(),
                Address.parse(seller.payee()),
                Money.ofMicros(134_000)));
    assertThat(done(chain.findEnd(wallet, cancelled, first, last)))
        .isInstanceOfSatisfying(
            AuthorizationEnd.Cancelled.class,
            end -> assertThat(end.transaction()).isEqualTo(transaction));
    assertThat(done(chain.findEnd(wallet, unused, first, last)))
        .isEqualTo(new AuthorizationEnd.NotFound());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}

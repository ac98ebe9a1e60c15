package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.money.Money;
import dev.stipend.treasury.Arrivals;
import dev.stipend.treasury.AuthorizationEnd;
import dev.stipend.treasury.ChainHead;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.Departures;
import dev.stipend.treasury.Finality;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SeveralEndpointsTest {

  private static final Address WALLET = Address.parse("0x" + "a".repeat(40));
  private static final Address PAYEE = Address.parse("0x" + "b".repeat(40));
  private static final Bytes32 NONCE = Bytes32.parse("0x%064x".formatted(1));
  private static final ChainHead SAFE = new ChainHead(100, 1_000);

  private final Told one = new Told();
  private final Told other = new Told();
  private final Told third = new Told();
  private final SeveralEndpoints two = new SeveralEndpoints(List.of(one, other), 2);
  private final SeveralEndpoints three = new SeveralEndpoints(List.of(one, other, third), 2);

  @Test
  void whatOneCannotAnswerTheNextIsAsked() throws Exception {
    one.down = true;

    assertThat(await(two.balanceOf(WALLET))).isEqualTo(Money.ofMicros(7));
    one.down = false;
    other.down = true;
    assertThat(await(two.balanceOf(WALLET))).isEqualTo(Money.ofMicros(7));
    one.down = true;
    assertThatThrownBy(() -> await(two.balanceOf(WALLET))).isInstanceOf(ChainException.class);
  }

  @Test
  void theHeadIsTheHighestThatTwoHaveReached() throws Exception {
    one.safe = new ChainHead(1_000_000, 9_000_000);
    other.safe = new ChainHead(99, 998);

    assertThat(await(three.head(Finality.SAFE))).isEqualTo(SAFE);
    one.down = true;
    assertThat(await(three.head(Finality.SAFE))).isEqualTo(other.safe);
    third.down = true;
    assertThat(await(three.head(Finality.SAFE))).isEqualTo(other.safe);
  }

  @Test
  void nothingIsCalledUnusedOnTheWordOfOneAlone() throws Exception {
    await(two.confirmUnused(WALLET, NONCE, SAFE));

    other.down = true;
    assertThatThrownBy(() -> await(two.confirmUnused(WALLET, NONCE, SAFE)))
        .hasMessageContaining("no second endpoint");
    await(three.confirmUnused(WALLET, NONCE, SAFE));
  }

  @Test
  void oneThatLagsIsNoWitness() {
    other.safe = new ChainHead(99, 998);

    assertThatThrownBy(() -> await(two.confirmUnused(WALLET, NONCE, SAFE)))
        .hasMessageContaining("no second endpoint");
  }

  @Test
  void oneContradictionIsEnough() {
    third.used = true;
    assertThatThrownBy(() -> await(three.confirmUnused(WALLET, NONCE, SAFE)))
        .hasMessageContaining("contradict");

    third.used = false;
    third.time = 2;
    assertThatThrownBy(() -> await(three.confirmUnused(WALLET, NONCE, SAFE)))
        .hasMessageContaining("contradict");
  }

  @Test
  void oneIsEnoughToKnowThatMoneyLeft() throws Exception {
    AuthorizationEnd cashed = new AuthorizationEnd.Cashed("0xaa", 50, PAYEE, Money.ofMicros(1));
    other.end = cashed;
    assertThat(await(two.findEnd(WALLET, NONCE, 1, 100))).isEqualTo(cashed);

    one.down = true;
    assertThat(await(two.findEnd(WALLET, NONCE, 1, 100))).isEqualTo(cashed);
  }

  @Test
  void aCancellationNeedsTwo() throws Exception {
    AuthorizationEnd cancelled = new AuthorizationEnd.Cancelled("0xbb", 50);
    one.end = cancelled;
    assertThatThrownBy(() -> await(two.findEnd(WALLET, NONCE, 1, 100)))
        .hasMessageContaining("no second endpoint");

    other.end = cancelled;
    assertThat(await(two.findEnd(WALLET, NONCE, 1, 100))).isEqualTo(cancelled);
    third.end = new AuthorizationEnd.Cashed("0xaa", 50, PAYEE, Money.ofMicros(1));
    assertThatThrownBy(() -> await(three.findEnd(WALLET, NONCE, 1, 100)))
        .hasMessageContaining("contradict");
  }

  @Test
  void moneyThatLeftIsToldOfWhoeverHasSeenIt() throws Exception {
    Departure early = departure('1', 10);
    Departure late = departure('2', 20);
    one.departures = List.of(late);
    other.departures = List.of(early, late);

    assertThat(await(two.departures(WALLET, 1, 100)).departures()).containsExactly(early, late);
    assertThat(await(two.departuresIn(NONCE, WALLET))).containsExactly(early, late);

    one.searchedTo = 15;
    assertThat(await(two.departures(WALLET, 1, 100))).isEqualTo(new Departures(List.of(early), 15));

    other.down = true;
    assertThat(await(two.departuresIn(NONCE, WALLET))).containsExactly(late);
    one.down = true;
    assertThatThrownBy(() -> await(two.departures(WALLET, 1, 100)))
        .isInstanceOf(ChainException.class);
    assertThatThrownBy(() -> await(two.departuresIn(NONCE, WALLET)))
        .isInstanceOf(ChainException.class);
  }

  @Test
  void whoTellsTheNonceIsHeardBeforeWhoDoesNot() throws Exception {
    Departure whole = departure('1', 10);
    one.departures =
        List.of(
            new Departure(
                whole.transaction(),
                whole.logIndex(),
                whole.block(),
                whole.from(),
                whole.to(),
                whole.amount(),
                null));
    other.departures = List.of(whole);

    assertThat(await(two.departures(WALLET, 1, 100)).departures()).containsExactly(whole);
    assertThat(await(two.departuresIn(whole.transaction(), WALLET))).containsExactly(whole);
  }

  @Test
  void oneThatServesAnotherChainIsAMistakeButOneThatIsAwayIsNot() throws Exception {
    one.down = true;
    await(two.verify());

    other.foreign = true;
    assertThatThrownBy(() -> await(two.verify())).isInstanceOf(ForeignChainException.class);
    other.foreign = false;
    other.down = true;
    assertThatThrownBy(() -> await(two.verify())).isInstanceOf(ChainException.class);
  }

  private static Departure departure(char transaction, long block) {
    return new Departure(
        Bytes32.parse("0x" + String.valueOf(transaction).repeat(64)),
        0,
        block,
        WALLET,
        PAYEE,
        Money.ofMicros(1),
        NONCE);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(10, TimeUnit.SECONDS);
  }

  /** Says what it is told to say. */
  private static final class Told implements Endpoint {

    private boolean down;
    private boolean foreign;
    private boolean used;
    private long time = SAFE.timeSeconds();
    private ChainHead safe = SAFE;
    private List<Departure> departures = List.of();
    private long searchedTo = Long.MAX_VALUE;
    private AuthorizationEnd end = new AuthorizationEnd.NotFound();

    private <T> Future<T> say(T answer) {
      if (foreign) {
        return Future.failedFuture(new ForeignChainException("another chain"));
      }
      return down
          ? Future.failedFuture(new ChainException("down"))
          : Future.succeededFuture(answer);
    }

    @Override
    public Future<Void> verify() {
      return say("well").mapEmpty();
    }

    @Override
    public Future<ChainHead> block(long number) {
      return say(new ChainHead(number, time));
    }

    @Override
    public Future<Money> balanceOf(Address holder) {
      return say(Money.ofMicros(7));
    }

    @Override
    public Future<Money> balanceOf(Address holder, long block) {
      return say(Money.ofMicros(7));
    }

    @Override
    public Future<ChainHead> head(Finality finality) {
      return say(safe);
    }

    @Override
    public Future<Long> blockAt(long timeSeconds, ChainHead newest) {
      return say(1L);
    }

    @Override
    public Future<Boolean> isUsedOrCancelled(Address payer, Bytes32 nonce, long block) {
      return say(used);
    }

    @Override
    public Future<Void> confirmUnused(Address payer, Bytes32 nonce, ChainHead block) {
      return say("unused").mapEmpty();
    }

    @Override
    public Future<AuthorizationEnd> findEnd(Address payer, Bytes32 nonce, long first, long last) {
      return say(end);
    }

    @Override
    public Future<Arrivals> arrivals(Address holder, long first, long last) {
      return say(new Arrivals(List.of(), last));
    }

    @Override
    public Future<Departures> departures(Address holder, long first, long last) {
      return say(new Departures(departures, Math.min(last, searchedTo)));
    }

    @Override
    public Future<List<Departure>> departuresIn(Bytes32 transaction, Address holder) {
      return say(departures);
    }

    @Override
    public Future<Optional<String>> objection(List<Address> holders) {
      return say(Optional.empty());
    }
  }
}

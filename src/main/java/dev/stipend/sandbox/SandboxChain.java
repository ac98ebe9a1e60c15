package dev.stipend.sandbox;

import io.vertx.core.Future;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chain the seller is paid on: one token, balances, a register of nonces, a block every two
 * seconds of a clock that tests may set forward.
 *
 * <p>The newest block stays open for its two seconds: a transfer shows in it at once, so nobody
 * waits for a receipt. Every older block is closed and never changes, and {@code safe} and {@code
 * finalized} are always closed. All methods may be called from any thread.
 */
public final class SandboxChain {

  static final long BLOCK_SECONDS = 2;
  static final long SAFE_DEPTH = 2;
  static final long FINALIZED_DEPTH = 4;

  /** Blocks exist from some time before the first start, as on a chain that others use too. */
  static final long FIRST_BLOCK = 1_000_000;

  /** Buries what is in the open block deep enough for any finality. */
  private static final Duration BURIAL = Duration.ofSeconds(FINALIZED_DEPTH * BLOCK_SECONDS);

  private static final long HISTORY_SECONDS = 3_600;

  static final String NONCE_USED = "invalid_exact_evm_nonce_already_used";

  private static final String OUTSIDE_WINDOW = "invalid_exact_evm_transaction_simulation_failed";

  private final SandboxClock clock;
  private final Journal journal;
  private final List<ChainEvent> events = new ArrayList<>();
  private final Map<String, Integer> positions = new HashMap<>();
  private final Map<String, TreeMap<Long, Long>> balances = new HashMap<>();
  private final Map<String, Long> usedNonces = new HashMap<>();
  private final Set<String> funded = new HashSet<>();
  private long genesisSeconds;

  SandboxChain(SandboxClock clock, Journal journal) {
    this.clock = clock;
    this.journal = journal;
  }

  /** Takes up what earlier runs wrote; the first start writes when the chain began. */
  Future<Void> begin() {
    for (JsonNode line : journal.past()) {
      replay(line);
    }
    synchronized (this) {
      if (genesisSeconds > 0) {
        return Future.succeededFuture();
      }
      genesisSeconds = clock.seconds() - HISTORY_SECONDS;
      ObjectNode line = Json.object();
      line.put("event", "genesis");
      line.put("seconds", genesisSeconds);
      return journal.append(line);
    }
  }

  private synchronized void replay(JsonNode line) {
    switch (Json.string(line, "event")) {
      case "genesis" -> genesisSeconds = line.path("seconds").longValue();
      case "clock" -> clock.restoreOffset(line.path("offsetMillis").longValue());
      case "funding" -> record(ChainEvent.fromJson(ChainEvent.Kind.FUNDING, line));
      case "transfer" -> record(ChainEvent.fromJson(ChainEvent.Kind.TRANSFER, line));
      case "cancellation" -> record(ChainEvent.fromJson(ChainEvent.Kind.CANCELLATION, line));
      default -> {
        // The other lines are the jobs'.
      }
    }
  }

  /** Every transfer and funding, oldest first. */
  public synchronized List<SandboxTransfer> transfers() {
    return events.stream()
        .filter(event -> event.kind() != ChainEvent.Kind.CANCELLATION)
        .map(ChainEvent::transfer)
        .toList();
  }

  /** What the address owns in the newest block, in micro-dollars. */
  public long balance(String address) {
    return balanceAt(address, Long.MAX_VALUE);
  }

  /** Sets the clock forward; jobs and links age with it. */
  public Future<Void> advance(Duration by) {
    ObjectNode line = Json.object();
    line.put("event", "clock");
    line.put("offsetMillis", clock.advance(by));
    return journal.append(line);
  }

  /** How far the clock is ahead of the machine's. */
  public Duration offset() {
    return Duration.ofMillis(clock.offsetMillis());
  }

  /** The chain's clock; the newest block is at most two seconds older. */
  public long timeSeconds() {
    return clock.seconds();
  }

  /** Spends a nonce without moving money, as a cancellation that the payer signed would. */
  public synchronized Future<Void> cancel(String payer, String nonce) {
    if (isUsedAt(payer, nonce, Long.MAX_VALUE)) {
      return Future.failedFuture(new IllegalStateException("the nonce is used or cancelled"));
    }
    String transaction = Usdc.idOf("cancel " + Usdc.lower(payer) + Usdc.lower(nonce));
    return append(ChainEvent.Kind.CANCELLATION, payer, Usdc.ZERO_ADDRESS, 0, nonce, transaction);
  }

  /** Funds who was never funded, in a block that is safe at once: nobody waits for a first call. */
  synchronized Future<Void> fundOnce(String address, long micros) {
    if (micros <= 0) {
      throw new IllegalArgumentException("play money is a positive amount");
    }
    if (funded.contains(Usdc.lower(address))) {
      return Future.succeededFuture();
    }
    String transaction = Usdc.idOf("fund " + Usdc.lower(address));
    return append(ChainEvent.Kind.FUNDING, Usdc.ZERO_ADDRESS, address, micros, null, transaction)
        .compose(written -> advance(BURIAL));
  }

  /** Moves money without an authorization, as any holder may by a transaction of his own. */
  public synchronized Future<Void> send(String from, String to, long micros) {
    boolean isMinted = Usdc.lower(from).equals(Usdc.ZERO_ADDRESS);
    if (micros < 0 || (!isMinted && balance(from) < micros)) {
      return Future.failedFuture(new IllegalArgumentException("the sender does not have that"));
    }
    String transaction =
        Usdc.idOf("send " + Usdc.lower(from) + Usdc.lower(to) + " " + events.size());
    return append(ChainEvent.Kind.FUNDING, from, to, micros, null, transaction);
  }

  /** Cashes an authorization whose signature nobody looks at. */
  public synchronized Future<Void> cash(String from, String to, long micros, String nonce) {
    if (isUsedAt(from, nonce, Long.MAX_VALUE) || micros <= 0 || balance(from) < micros) {
      return Future.failedFuture(new IllegalArgumentException("this cannot be cashed"));
    }
    String transaction = Usdc.idOf("transfer " + Usdc.lower(from) + Usdc.lower(nonce));
    return append(ChainEvent.Kind.TRANSFER, from, to, micros, Usdc.lower(nonce), transaction);
  }

  /** What a call of the transfer would do now; the signature was checked before. */
  synchronized Simulation simulate(Authorization authorization) {
    BigInteger time = BigInteger.valueOf(timestampOf(latest()));
    if (isUsedAt(authorization.from(), authorization.nonce(), Long.MAX_VALUE)) {
      return new Simulation.Reverts(NONCE_USED);
    }
    if (time.compareTo(authorization.validAfter()) <= 0
        || time.compareTo(authorization.validBefore()) >= 0) {
      return new Simulation.Reverts(OUTSIDE_WINDOW);
    }
    BigInteger balance = BigInteger.valueOf(balance(authorization.from()));
    if (balance.compareTo(authorization.value()) < 0) {
      return new Simulation.Reverts("invalid_exact_evm_insufficient_balance");
    }
    return new Simulation.Passes();
  }

  /** Checks like the token contract and moves the money, or says why it does not. */
  synchronized Broadcast transfer(Authorization authorization) {
    if (simulate(authorization) instanceof Simulation.Reverts(String reason)) {
      return new Broadcast.Reverted(reason);
    }
    String nonce = Usdc.lower(authorization.nonce());
    String transaction = Usdc.idOf("transfer " + Usdc.lower(authorization.from()) + nonce);
    long micros = authorization.value().longValueExact();
    Future<Void> written =
        append(
            ChainEvent.Kind.TRANSFER,
            authorization.from(),
            authorization.to(),
            micros,
            nonce,
            transaction);
    return new Broadcast.Mined(transaction, written);
  }

  private Future<Void> append(
      ChainEvent.Kind kind,
      String from,
      String to,
      long micros,
      @Nullable String nonce,
      String transaction) {
    long block = latest();
    ChainEvent event =
        new ChainEvent(
            kind,
            new SandboxTransfer(
                Usdc.lower(from),
                Usdc.lower(to),
                micros,
                nonce == null ? null : Usdc.lower(nonce),
                transaction,
                block,
                timestampOf(block)));
    record(event);
    return journal.append(event.toJson());
  }

  private void record(ChainEvent event) {
    SandboxTransfer transfer = event.transfer();
    positions.put(transfer.transaction(), events.size());
    events.add(event);
    if (transfer.nonce() != null) {
      usedNonces.put(transfer.from() + transfer.nonce(), transfer.block());
    }
    if (event.kind() == ChainEvent.Kind.FUNDING) {
      funded.add(transfer.to());
    }
    if (!transfer.from().equals(Usdc.ZERO_ADDRESS)) {
      add(transfer.from(), -transfer.micros(), transfer.block());
    }
    add(transfer.to(), transfer.micros(), transfer.block());
  }

  private void add(String address, long micros, long block) {
    TreeMap<Long, Long> history = balances.computeIfAbsent(address, any -> new TreeMap<>());
    long before = history.isEmpty() ? 0 : history.lastEntry().getValue();
    history.put(block, Math.addExact(before, micros));
  }

  synchronized long balanceAt(String address, long block) {
    TreeMap<Long, Long> history = balances.get(Usdc.lower(address));
    Map.Entry<Long, Long> newest = history == null ? null : history.floorEntry(block);
    return newest == null ? 0 : newest.getValue();
  }

  synchronized boolean isUsedAt(String payer, String nonce, long block) {
    Long used = usedNonces.get(Usdc.lower(payer) + Usdc.lower(nonce));
    return used != null && used <= block;
  }

  synchronized long latest() {
    return FIRST_BLOCK + Math.floorDiv(clock.seconds() - genesisSeconds, BLOCK_SECONDS);
  }

  synchronized long timestampOf(long block) {
    return genesisSeconds + (block - FIRST_BLOCK) * BLOCK_SECONDS;
  }

  boolean exists(long block) {
    return block >= FIRST_BLOCK && block <= latest();
  }

  String hashOf(long block) {
    return Usdc.idOf("block " + genesisSeconds + " " + block);
  }

  /** The transactions of these blocks with their place in the block, oldest first. */
  synchronized List<Placed> between(long first, long last) {
    List<Placed> found = new ArrayList<>();
    for (int i = firstFrom(first); i < events.size(); i++) {
      if (events.get(i).transfer().block() > last) {
        break;
      }
      found.add(placed(i));
    }
    return found;
  }

  synchronized @Nullable Placed find(String transaction) {
    Integer position = positions.get(Usdc.lower(transaction));
    return position == null ? null : placed(position);
  }

  private Placed placed(int position) {
    ChainEvent event = events.get(position);
    int index = 0;
    int firstLog = 0;
    for (int i = position - 1; i >= 0; i--) {
      if (events.get(i).transfer().block() != event.transfer().block()) {
        break;
      }
      index++;
      firstLog += events.get(i).logs();
    }
    return new Placed(event, index, firstLog);
  }

  private int firstFrom(long block) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).transfer().block() < block) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** A transaction and where it stands in its block. */
  record Placed(ChainEvent event, int index, int firstLog) {}

  /** Whether a transfer would go through. */
  sealed interface Simulation {
    record Passes() implements Simulation {}

    record Reverts(String reason) implements Simulation {}
  }

  /** What became of a transfer that was sent to the chain. */
  sealed interface Broadcast {
    /** Moved; {@code written} ends when the journal has it. */
    record Mined(String transaction, Future<Void> written) implements Broadcast {}

    record Reverted(String reason) implements Broadcast {}
  }
}

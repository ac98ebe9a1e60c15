package dev.stipend.redis;

import dev.stipend.budget.Reservation;
import dev.stipend.ledger.Spend;
import dev.stipend.ledger.SpendId;
import dev.stipend.ledger.SpendState;
import dev.stipend.treasury.Spends;
import dev.stipend.treasury.StepOutcome;
import dev.stipend.x402.Signature;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The steps of a spend, one script each. */
public final class RedisSpends implements Spends {

  private static final Script AUTHORIZE = Script.ofGuard("authorize");
  private static final Script REFUSE = Script.ofBooks("refuse");
  private static final Script SECOND = Script.ofBooks("second");
  private static final Script DOUBT = Script.ofBooks("doubt");
  private static final Script SETTLE = Script.ofSums("settle");
  private static final Script VOID = Script.ofLimits("void");

  private final RedisLink redis;
  private final DueQueue open;

  public RedisSpends(RedisLink redis) {
    this.redis = redis;
    this.open = new DueQueue(redis, RedisKeys.OPEN_SPENDS);
  }

  @Override
  public Future<StepOutcome> authorize(
      Reservation reservation, Spend.Cheque cheque, Signature signature, Duration attended) {
    return redis
        .runDurably(
            AUTHORIZE,
            RedisKeys.BOOKS,
            reservation.spend().value(),
            cheque.nonce(),
            cheque.payee(),
            JsonMapper.shared().writeValueAsString(fields(cheque)),
            signature.hex(),
            millis(attended))
        .map(answer -> outcome(AUTHORIZE, answer));
  }

  @Override
  public Future<StepOutcome> refuse(SpendId id, String reason, Duration nextLook) {
    return step(REFUSE, id, reason, millis(nextLook));
  }

  @Override
  public Future<StepOutcome> second(SpendId refused, SpendId second) {
    return redis
        .run(SECOND, RedisKeys.BOOKS, refused.value(), second.value())
        .map(answer -> outcome(SECOND, answer));
  }

  @Override
  public Future<StepOutcome> doubt(SpendId id, String reason, Duration nextLook) {
    return step(DOUBT, id, reason, millis(nextLook));
  }

  @Override
  public Future<StepOutcome> settle(SpendId id, String transaction, String evidence) {
    return step(SETTLE, id, transaction, evidence);
  }

  @Override
  public Future<StepOutcome> giveBack(SpendId id, SpendState from, String evidence) {
    return step(VOID, id, from.text(), evidence);
  }

  @Override
  public Future<List<SpendId>> claimDue(int countMax, Duration lease) {
    return open.claim(countMax, lease).map(ids -> ids.stream().map(SpendId::new).toList());
  }

  @Override
  public Future<Void> lookAgain(SpendId id, Duration after) {
    return open.postpone(id.value(), after);
  }

  /** How many spends have not ended; for the gauges. */
  public Future<Long> openCount() {
    return redis.send(Command.ZCARD, RedisKeys.OPEN_SPENDS).map(Response::toLong);
  }

  private Future<StepOutcome> step(Script script, SpendId id, String first, String second) {
    return redis
        .run(script, RedisKeys.BOOKS, id.value(), first, second)
        .map(answer -> outcome(script, answer));
  }

  static StepOutcome outcome(Script script, Response answer) {
    String outcome = answer.get(0).toString();
    return switch (outcome) {
      case "unknown_spend" -> new StepOutcome.UnknownSpend();
      case "already_done" -> new StepOutcome.AlreadyDone();
      case "elsewhere" -> new StepOutcome.Elsewhere(SpendState.parse(answer.get(1).toString()));
      case "stopped" -> new StepOutcome.Stopped(RedisStops.stop(answer));
      case "done" -> new StepOutcome.Done();
      default -> throw new IllegalStateException(script.name() + ".lua answered " + outcome);
    };
  }

  static Map<String, String> fields(Spend.Cheque cheque) {
    return Map.of(
        "network",
        cheque.network(),
        "asset",
        cheque.asset(),
        "payer",
        cheque.payer(),
        "validBefore",
        Long.toString(cheque.validBefore()),
        "authorizedAt",
        Long.toString(cheque.authorizedAt()));
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}

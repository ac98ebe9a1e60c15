package dev.stipend.redis;

import dev.stipend.money.Money;
import dev.stipend.treasury.Deposit;
import dev.stipend.treasury.FundingBooks;
import dev.stipend.treasury.FundingSearch;
import dev.stipend.treasury.OperatorFunding;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What came into the treasury, one script for each step. */
public final class RedisFunding implements FundingBooks, OperatorFunding {

  private static final Script OPEN = Script.ofBooks("open");
  private static final Script FUND = Script.ofBooks("fund");
  private static final Script BOOK_DEPOSIT = Script.ofBooks("book_deposit");

  private final RedisLink redis;

  public RedisFunding(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<Optional<FundingSearch>> search() {
    return redis
        .send(Command.HGETALL, RedisKeys.FUNDING)
        .map(RedisHash::of)
        .map(
            hash ->
                hash.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        new FundingSearch(
                            Address.parse(hash.get("wallet")),
                            Long.parseLong(hash.get("opened")),
                            Long.parseLong(hash.get("searched")))));
  }

  @Override
  public Future<Money> open(Address wallet, Money balance, long block) {
    return redis
        .run(OPEN, RedisKeys.BOOKS, balance.toMicros(), Long.toString(block), wallet.hex())
        .map(answer -> booked(OPEN, answer));
  }

  @Override
  public Future<Money> fund(List<Deposit> deposits, long first, long last) {
    String json =
        JsonMapper.shared()
            .writeValueAsString(deposits.stream().map(RedisFunding::fields).toList());
    return redis
        .run(FUND, RedisKeys.BOOKS, json, Long.toString(first), Long.toString(last))
        .map(answer -> booked(FUND, answer));
  }

  @Override
  public Future<Boolean> book(Money amount, Bytes32 transaction, String by, String reason) {
    return redis
        .tell(BOOK_DEPOSIT, RedisKeys.BOOKS, amount.toMicros(), transaction.hex(), by, reason)
        // Where the first answer was lost, the first attempt may have booked it.
        .map(ran -> ran.answer().toString().equals("done") || ran.repeated());
  }

  private static Map<String, String> fields(Deposit deposit) {
    return Map.of(
        "id", deposit.id(),
        "amount", deposit.amount().toMicros(),
        "transaction", deposit.transaction().hex(),
        "block", Long.toString(deposit.block()),
        "sender", deposit.sender().hex());
  }

  private static Money booked(Script script, Response answer) {
    String outcome = answer.get(0).toString();
    return switch (outcome) {
      case "already_open" -> Money.ZERO;
      case "done" -> Money.parseMicros(answer.get(1).toString());
      default -> throw new IllegalStateException(script.name() + ".lua answered " + outcome);
    };
  }
}

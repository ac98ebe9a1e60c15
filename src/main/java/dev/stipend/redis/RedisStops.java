package dev.stipend.redis;

import dev.stipend.budget.Stop;
import dev.stipend.ledger.Page;
import dev.stipend.treasury.Notice;
import dev.stipend.treasury.Stops;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stops and notices, one script for each change. */
public final class RedisStops implements Stops {

  private static final Script STOP = Script.ofBooks("stop");
  private static final Script LIFT = Script.ofBooks("lift");
  private static final Script SURPRISE = Script.ofBooks("surprise");
  private static final Script NOTICE = Script.ofBooks("notice");
  private static final int WORDS_OF_STOP = 3;

  private final RedisLink redis;

  public RedisStops(RedisLink redis) {
    this.redis = redis;
  }

  /** As durable as an authorization: whoever was told that nothing is paid relies on it. */
  @Override
  public Future<Boolean> stop(Stop.Target target, String by, String reason) {
    return redis
        .runDurably(STOP, RedisKeys.BOOKS, target.text(), by, reason)
        .map(answer -> answer.toString().equals("done"));
  }

  @Override
  public Future<Boolean> lift(Stop.Target target, String by, String reason) {
    return redis
        .tell(LIFT, RedisKeys.BOOKS, target.text(), by, reason)
        // Where the first answer was lost, the first attempt may have lifted it.
        .map(ran -> ran.answer().toString().equals("done") || ran.repeated());
  }

  @Override
  public Future<List<Stop>> standing() {
    return redis
        .send(Command.HGETALL, RedisKeys.STOP)
        .map(
            answer ->
                RedisHash.of(answer).fields().entrySet().stream()
                    .map(entry -> stop(Stop.Target.parse(entry.getKey()), entry.getValue()))
                    .toList());
  }

  @Override
  public Future<Boolean> surprised(Stop.Route route, String reason, int surprisesMax) {
    return redis
        .run(
            SURPRISE,
            RedisKeys.BOOKS,
            route.text(),
            UUID.randomUUID().toString(),
            reason,
            Integer.toString(surprisesMax))
        .map(answer -> answer.toString().equals("stopped"));
  }

  @Override
  public Future<Boolean> alarm(String subject, String reason) {
    return redis
        .run(NOTICE, RedisKeys.BOOKS, "alarm", subject, Stop.BY_ITSELF, reason)
        .map(answer -> answer.toString().equals("done"));
  }

  @Override
  public Future<Void> over(String subject) {
    return redis.run(NOTICE, RedisKeys.BOOKS, "over", subject, Stop.BY_ITSELF, "").mapEmpty();
  }

  @Override
  public Future<Void> decided(String subject, String by, String reason) {
    return redis.run(NOTICE, RedisKeys.BOOKS, "decided", subject, by, reason).mapEmpty();
  }

  @Override
  public Future<Page<Notice>> notices(int count, @Nullable String after) {
    return OldestFirst.page(redis, RedisKeys.NOTICE, count, after, RedisStops::notice);
  }

  /** From the answer of a script: stopped, what stops it, and its text. */
  static Stop stop(Response answer) {
    return stop(Stop.Target.parse(answer.get(1).toString()), answer.get(2).toString());
  }

  private static Stop stop(Stop.Target target, String text) {
    String[] words = text.split(" ", WORDS_OF_STOP);
    return new Stop(target, words[0], Instant.ofEpochMilli(Long.parseLong(words[1])), words[2]);
  }

  private static Notice notice(Response entry) {
    String id = entry.get(0).toString();
    RedisHash facts = RedisHash.of(entry.get(1));
    return new Notice(
        id,
        Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))),
        facts.get("kind"),
        facts.get("subject"),
        facts.get("by"),
        facts.getOr("reason", ""));
  }
}

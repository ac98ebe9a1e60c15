package dev.stipend.redis;

import dev.stipend.job.Busy;
import dev.stipend.job.Generation;
import dev.stipend.job.Job;
import dev.stipend.job.JobState;
import dev.stipend.job.JobStore;
import dev.stipend.job.Standing;
import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Jobs, a hash each, spread over the cluster; and the queue of those that are due. */
public final class RedisJobs implements JobStore {

  private static final Script CREATE = Script.of("create");
  private static final Script UPDATE = Script.of("update_job");
  private static final Duration ADOPT_AGAIN = Duration.ofSeconds(30);

  private final RedisLink redis;
  private final Busy busy;
  private final DueQueue due;
  private final DueQueue ended;
  private final InstantSource clock;

  public RedisJobs(RedisLink redis, InstantSource clock) {
    this.clock = clock;
    this.redis = redis;
    this.busy = new RedisBusy(redis);
    this.due = new DueQueue(redis, RedisKeys.DUE_JOBS);
    this.ended = new DueQueue(redis, RedisKeys.ENDED_JOBS);
  }

  @Override
  public Future<Void> open(Job job, Duration attended) {
    Map<String, String> fields =
        Map.of(
            "team",
            job.team().value(),
            "apiKey",
            job.apiKey().value(),
            "model",
            job.model(),
            "operation",
            job.operation(),
            "body",
            job.body(),
            "orderedAt",
            millis(job.orderedAt()),
            "state",
            job.state().text());
    return due.put(job.id().value(), attended)
        .compose(
            queued ->
                redis.run(
                    CREATE,
                    RedisKeys.job(job.id()),
                    JsonMapper.shared().writeValueAsString(fields)))
        .compose(created -> list(job));
  }

  @Override
  public Future<Void> discard(Job job) {
    return unlist(job)
        .compose(removed -> redis.send(Command.DEL, RedisKeys.job(job.id())))
        .compose(deleted -> due.remove(job.id().value()));
  }

  @Override
  public Future<Void> shelve(Job job) {
    return unlist(job).compose(unlisted -> due.remove(job.id().value()));
  }

  @Override
  public Future<Void> unshelve(Job job) {
    return due.put(job.id().value(), Duration.ZERO).compose(queued -> list(job));
  }

  @Override
  public Future<Void> bind(SpendId id, String sellerId, Duration firstLook) {
    return redis
        .send(Command.SET, RedisKeys.sellerJob(sellerId), id.value(), "GET")
        .compose(
            owner ->
                owner == null || owner.toString().equals(id.value())
                    ? Future.succeededFuture()
                    : unbind(new SpendId(owner.toString())))
        .compose(free -> update(id, bound(sellerId)))
        .compose(updated -> due.put(id.value(), firstLook));
  }

  /** The answer is kept before anything else: nobody can ask the seller for it again. */
  @Override
  public Future<Void> deliver(SpendId id, String sellerId, String answer) {
    Map<String, String> fields = new HashMap<>(bound(sellerId));
    fields.put("answer", answer);
    return update(id, fields)
        .compose(
            kept -> redis.send(Command.SET, RedisKeys.sellerJob(sellerId), id.value()).map(kept))
        .compose(bound -> end(id, JobState.DELIVERED, null, false))
        .mapEmpty();
  }

  @Override
  public Future<Boolean> adopt(SpendId id, String sellerId) {
    return redis
        .send(Command.SET, RedisKeys.sellerJob(sellerId), id.value(), "NX")
        .compose(claimed -> redis.send(Command.GET, RedisKeys.sellerJob(sellerId)))
        .compose(
            owner ->
                owner != null && owner.toString().equals(id.value())
                    ? update(id, bound(sellerId))
                        .compose(bound -> due.put(id.value(), Duration.ZERO))
                        .map(true)
                    : Future.succeededFuture(false));
  }

  @Override
  public Future<Optional<Job>> find(SpendId id) {
    return redis
        .send(Command.HGETALL, RedisKeys.job(id))
        .map(RedisHash::of)
        .map(hash -> hash.isEmpty() ? Optional.empty() : Optional.of(job(id, hash)));
  }

  @Override
  public Future<Optional<Job>> findOfSeller(String sellerId) {
    return redis
        .send(Command.GET, RedisKeys.sellerJob(sellerId))
        .compose(
            id ->
                id == null
                    ? Future.succeededFuture(Optional.empty())
                    : find(new SpendId(id.toString())));
  }

  @Override
  public Future<Page<Job>> jobs(TeamId team, int count, @Nullable String after) {
    String index = RedisKeys.jobs(team);
    return NewestFirst.page(redis, index, count, after)
        .compose(
            page ->
                Future.all(page.items().stream().map(id -> find(new SpendId(id))).toList())
                    .map(
                        all ->
                            new Page<>(
                                all.<Optional<Job>>list().stream()
                                    .flatMap(Optional::stream)
                                    .toList(),
                                page.next())));
  }

  @Override
  public Future<Void> progress(
      SpendId id, JobState state, @Nullable Integer progress, @Nullable Instant missingSince) {
    Map<String, String> fields = new HashMap<>();
    fields.put("state", state.text());
    fields.put("missingSince", missingSince == null ? "" : millis(missingSince));
    if (progress != null) {
      fields.put("progress", progress.toString());
    }
    return update(id, fields).mapEmpty();
  }

  @Override
  public Future<Boolean> end(
      SpendId id, JobState state, @Nullable String error, boolean hasThumbnail) {
    Map<String, String> fields = new HashMap<>();
    fields.put("state", state.text());
    fields.put("endedAt", millis(clock.instant()));
    if (error != null) {
      fields.put("error", error);
    }
    if (hasThumbnail) {
      fields.put("thumbnail", "1");
    }
    return busy.over(id)
        .compose(over -> update(id, fields))
        .compose(
            isNew ->
                ended
                    .put(id.value(), Duration.ZERO)
                    .compose(told -> due.remove(id.value()))
                    .map(isNew));
  }

  @Override
  public Future<List<SpendId>> claimDue(int countMax, Duration lease) {
    return due.claim(countMax, lease).map(ids -> ids.stream().map(SpendId::new).toList());
  }

  @Override
  public Future<Void> lookAfter(SpendId id, Duration after) {
    return due.put(id.value(), after);
  }

  /** How many jobs wait to be looked at; for the gauges. */
  public Future<Long> dueCount() {
    return redis.send(Command.ZCARD, RedisKeys.DUE_JOBS).map(Response::toLong);
  }

  @Override
  public Future<Boolean> requeue(SpendId id) {
    return due.restore(id.value());
  }

  @Override
  public Future<Void> unqueue(SpendId id) {
    return due.remove(id.value());
  }

  private Future<Void> list(Job job) {
    return redis
        .send(Command.ZADD, RedisKeys.jobs(job.team()), millis(job.orderedAt()), job.id().value())
        .mapEmpty();
  }

  private Future<Void> unlist(Job job) {
    return redis.send(Command.ZREM, RedisKeys.jobs(job.team()), job.id().value()).mapEmpty();
  }

  private Future<Void> unbind(SpendId guessed) {
    return update(guessed, Map.of("sellerId", "", "state", JobState.ORDERED.text()))
        .compose(
            unbound -> unbound ? due.put(guessed.value(), ADOPT_AGAIN) : Future.succeededFuture());
  }

  /** Answers false when the job has ended, or is none. */
  private Future<Boolean> update(SpendId id, Map<String, String> fields) {
    return redis
        .run(
            UPDATE,
            RedisKeys.job(id),
            JsonMapper.shared().writeValueAsString(fields),
            id.value(),
            RedisKeys.JOB_CHANNEL)
        .map(outcome -> outcome.toString().equals("done"));
  }

  private static Map<String, String> bound(String sellerId) {
    return Map.of("sellerId", sellerId, "state", JobState.RUNNING.text());
  }

  private static String millis(Instant instant) {
    return Long.toString(instant.toEpochMilli());
  }

  private static Job job(SpendId id, RedisHash hash) {
    return new Job(
        id,
        new TeamId(hash.get("team")),
        new ApiKeyId(hash.get("apiKey")),
        new Generation(hash.get("model"), hash.get("operation"), hash.get("body")),
        Objects.requireNonNull(hash.instant("orderedAt")),
        new Standing(
            JobState.parse(hash.get("state")),
            hash.nullable("sellerId"),
            hash.find("progress").map(Integer::valueOf).orElse(null),
            hash.instant("missingSince"),
            hash.nullable("error"),
            hash.instant("endedAt"),
            hash.find("thumbnail").isPresent(),
            hash.nullable("answer"),
            Long.parseLong(hash.getOr("version", "0"))));
  }
}

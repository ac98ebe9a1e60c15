package dev.stipend.redis;

import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.webhook.Delivery;
import dev.stipend.webhook.Webhook;
import dev.stipend.webhook.WebhookId;
import dev.stipend.webhook.WebhookStore;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks and what they are told, all in one slot. */
public final class RedisWebhooks implements WebhookStore {

  private static final Script PLAN = Script.of("plan_delivery");
  private static final Script NOTE = Script.of("note_delivery");
  private static final Script REMOVE = Script.of("remove_webhook");

  /** Deliveries that are kept of each webhook, beside those that are still to be made. */
  private static final int HISTORY_MAX = 1_000;

  private final RedisLink redis;
  private final DueQueue ended;
  private final DueQueue due;

  public RedisWebhooks(RedisLink redis) {
    this.redis = redis;
    this.ended = new DueQueue(redis, RedisKeys.ENDED_JOBS);
    this.due = new DueQueue(redis, RedisKeys.DUE_DELIVERIES);
  }

  /** Listed first: what is listed and not there is nothing. */
  @Override
  public Future<Void> write(Webhook webhook) {
    Webhook.Sealed sealed = webhook.sealed();
    return redis
        .send(Command.SADD, RedisKeys.webhooks(webhook.team()), webhook.id().value())
        .compose(
            listed ->
                redis.send(
                    Command.HSET,
                    RedisKeys.webhook(webhook.id()),
                    "team",
                    webhook.team().value(),
                    "url",
                    webhook.url().toString(),
                    "createdAt",
                    millis(webhook.createdAt()),
                    "disabled",
                    Objects.requireNonNullElse(webhook.disabled(), ""),
                    "secret",
                    sealed.current(),
                    "former",
                    Objects.requireNonNullElse(sealed.former(), ""),
                    "formerUntil",
                    millis(sealed.formerUntil())))
        .mapEmpty();
  }

  @Override
  public Future<Void> remove(Webhook webhook) {
    return redis
        .run(REMOVE, RedisKeys.WEBHOOKS, webhook.id().value(), webhook.team().value())
        .mapEmpty();
  }

  @Override
  public Future<Optional<Webhook>> find(WebhookId id) {
    return redis
        .send(Command.HGETALL, RedisKeys.webhook(id))
        .map(RedisHash::of)
        .map(hash -> hash.isEmpty() ? Optional.empty() : Optional.of(webhook(id, hash)));
  }

  @Override
  public Future<List<Webhook>> of(TeamId team) {
    return redis
        .send(Command.SMEMBERS, RedisKeys.webhooks(team))
        .compose(
            ids -> Future.all(ids.stream().map(id -> find(new WebhookId(id.toString()))).toList()))
        .map(
            all ->
                all.<Optional<Webhook>>list().stream()
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Webhook::createdAt))
                    .toList());
  }

  @Override
  public Future<List<SpendId>> claimEnded(int countMax, Duration lease) {
    return ended.claim(countMax, lease).map(ids -> ids.stream().map(SpendId::new).toList());
  }

  @Override
  public Future<Void> ended(SpendId job) {
    return ended.remove(job.value());
  }

  @Override
  public Future<Void> plan(WebhookId webhook, SpendId job, Instant now) {
    return redis
        .run(
            PLAN,
            RedisKeys.WEBHOOKS,
            webhook.value(),
            job.value(),
            millis(now),
            Integer.toString(HISTORY_MAX))
        .mapEmpty();
  }

  @Override
  public Future<List<Due>> claimDue(int countMax, Duration lease) {
    return due.claim(countMax, lease)
        .map(ids -> ids.stream().map(id -> id.split(":", 2)).map(RedisWebhooks::due).toList());
  }

  @Override
  public Future<Void> postpone(Due which, Duration after) {
    return due.postpone(id(which), after);
  }

  @Override
  public Future<Void> forget(Due which) {
    return due.remove(id(which));
  }

  @Override
  public Future<Optional<Delivery>> delivery(Due which) {
    return redis
        .send(Command.HGETALL, RedisKeys.delivery(which.webhook(), which.job()))
        .map(RedisHash::of)
        .map(hash -> hash.isEmpty() ? Optional.empty() : Optional.of(delivery(which, hash)));
  }

  @Override
  public Future<Void> note(Delivery delivery, @Nullable Duration next) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("state", delivery.state().text());
    fields.put("attempts", Integer.toString(delivery.attempts()));
    fields.put("outcome", Objects.requireNonNullElse(delivery.outcome(), ""));
    fields.put("lastAt", millis(delivery.lastAt()));
    fields.put("nextAt", millis(delivery.nextAt()));
    return redis
        .run(
            NOTE,
            RedisKeys.WEBHOOKS,
            delivery.webhook().value(),
            delivery.job().value(),
            JsonMapper.shared().writeValueAsString(fields),
            next == null ? "" : Long.toString(next.toMillis()))
        .mapEmpty();
  }

  @Override
  public Future<Page<Delivery>> deliveries(WebhookId webhook, int count, @Nullable String after) {
    return NewestFirst.page(redis, RedisKeys.deliveries(webhook), count, after)
        .compose(
            page ->
                Future.all(
                        page.items().stream()
                            .map(job -> delivery(new Due(webhook, new SpendId(job))))
                            .toList())
                    .map(
                        all ->
                            new Page<>(
                                all.<Optional<Delivery>>list().stream()
                                    .flatMap(Optional::stream)
                                    .toList(),
                                page.next())));
  }

  private static Due due(String[] parts) {
    return new Due(new WebhookId(parts[0]), new SpendId(parts[1]));
  }

  private static String id(Due due) {
    return due.webhook() + ":" + due.job();
  }

  private static Webhook webhook(WebhookId id, RedisHash hash) {
    return new Webhook(
        id,
        new TeamId(hash.get("team")),
        URI.create(hash.get("url")),
        Objects.requireNonNull(hash.instant("createdAt")),
        hash.nullable("disabled"),
        new Webhook.Sealed(
            hash.get("secret"), hash.nullable("former"), hash.instant("formerUntil")));
  }

  private static Delivery delivery(Due due, RedisHash hash) {
    return new Delivery(
        due.webhook(),
        due.job(),
        Delivery.State.parse(hash.get("state")),
        Integer.parseInt(hash.get("attempts")),
        hash.nullable("outcome"),
        Objects.requireNonNull(hash.instant("createdAt")),
        hash.instant("lastAt"),
        hash.instant("nextAt"));
  }

  private static String millis(@Nullable Instant instant) {
    return instant == null ? "" : Long.toString(instant.toEpochMilli());
  }
}

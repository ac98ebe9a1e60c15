package dev.stipend.webhook;

import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.SpendId;
import dev.stipend.webhook.Receiver.Answer;
import dev.stipend.webhook.WebhookStore.Due;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells webhooks how jobs ended. First the end of a job is put on the list of each webhook of its
 * team, then each list is worked off; both queues are shared by all gateways, and who dies leaves
 * its work to the next one after a lease.
 */
public final class Deliveries {

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
  private static final int ENDED_MAX = 200;
  private static final int UNDER_WAY_MAX = 256;

  /** A receiver that hangs must not take the room of the others. */
  private static final int UNDER_WAY_PER_WEBHOOK = 16;

  private static final Duration ROOM_LATER = Duration.ofSeconds(2);

  /** Longer than a receiver may take. */
  private static final Duration LEASE = Duration.ofSeconds(45);

  private static final int GONE = 410;

  private final WebhookStore store;
  private final JobStore jobs;
  private final Receiver receiver;
  private final SecretVault vault;
  private final Function<Job, String> message;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<WebhookId, Integer> underWayBy = new ConcurrentHashMap<>();

  /**
   * Delivers.
   *
   * @param message the body that tells of a job's end
   */
  public Deliveries(
      WebhookStore store,
      JobStore jobs,
      Receiver receiver,
      SecretVault vault,
      Function<Job, String> message,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.jobs = jobs;
    this.receiver = receiver;
    this.vault = vault;
    this.message = message;
    this.clock = clock;
    this.random = random;
  }

  /** Puts what has ended on the lists of those who are to hear of it. */
  public Future<Void> planEnded() {
    return store
        .claimEnded(ENDED_MAX, LEASE)
        .compose(ended -> Future.join(ended.stream().map(this::plan).toList()))
        .mapEmpty();
  }

  /** Begins to send what is due; a slow receiver keeps nobody else waiting. */
  public Future<Integer> deliverDue() {
    int room = UNDER_WAY_MAX - underWay.get();
    return room <= 0
        ? Future.succeededFuture(0)
        : store
            .claimDue(room, LEASE)
            .map(
                due -> {
                  due.forEach(this::begin);
                  return due.size();
                });
  }

  private Future<Void> plan(SpendId id) {
    return jobs.find(id)
        .compose(
            job ->
                job.isEmpty()
                    ? Future.<List<Webhook>>succeededFuture(List.of())
                    : store.of(job.get().team()))
        .compose(
            webhooks ->
                Future.all(
                    webhooks.stream()
                        .filter(Webhook::isActive)
                        .map(webhook -> store.plan(webhook.id(), id, clock.instant()))
                        .toList()))
        .compose(planned -> store.ended(id));
  }

  private void begin(Due due) {
    underWay.incrementAndGet();
    int same = underWayBy.merge(due.webhook(), 1, Integer::sum);
    Future.succeededFuture(due)
        .compose(
            each -> same > UNDER_WAY_PER_WEBHOOK ? store.postpone(each, ROOM_LATER) : deliver(each))
        .onComplete(
            ended -> {
              underWay.decrementAndGet();
              underWayBy.computeIfPresent(
                  due.webhook(), (id, count) -> count == 1 ? null : count - 1);
              if (ended.failed()) {
                LOG.atWarn()
                    .addKeyValue("webhook", due.webhook())
                    .addKeyValue("job", due.job())
                    .addKeyValue("reason", ended.cause().toString())
                    .log("a webhook could not be told, it will be again");
              }
            });
  }

  private Future<Void> deliver(Due due) {
    return Future.all(store.delivery(due), store.find(due.webhook()), jobs.find(due.job()))
        .compose(
            found -> {
              Optional<Delivery> delivery = found.resultAt(0);
              Optional<Webhook> webhook = found.resultAt(1);
              Optional<Job> job = found.resultAt(2);
              return delivery.isEmpty()
                      || delivery.get().state() != Delivery.State.PENDING
                      || webhook.isEmpty()
                      || job.isEmpty()
                  ? store.forget(due)
                  : deliver(delivery.get(), webhook.get(), job.get());
            });
  }

  private Future<Void> deliver(Delivery delivery, Webhook webhook, Job job) {
    String disabled = webhook.disabled();
    if (disabled != null) {
      return store.note(ended(delivery, Delivery.State.FAILED, "not sent: " + disabled), null);
    }
    String body = message.apply(job);
    return receiver
        .post(webhook.url(), headers(webhook, delivery.messageId(), body), body)
        .compose(answer -> learn(delivery, webhook, answer));
  }

  private Map<String, String> headers(Webhook webhook, String id, String body) {
    Instant now = clock.instant();
    long timestamp = now.getEpochSecond();
    String signatures =
        secrets(webhook, now)
            .map(secret -> secret.sign(id, timestamp, body))
            .collect(Collectors.joining(" "));
    return Map.of(
        "webhook-id",
        id,
        "webhook-timestamp",
        Long.toString(timestamp),
        "webhook-signature",
        signatures);
  }

  /** The newest first. */
  private Stream<WebhookSecret> secrets(Webhook webhook, Instant now) {
    Webhook.Sealed sealed = webhook.sealed();
    Stream<String> live =
        sealed.former() != null
                && sealed.formerUntil() != null
                && now.isBefore(sealed.formerUntil())
            ? Stream.of(sealed.current(), sealed.former())
            : Stream.of(sealed.current());
    return live.map(secret -> vault.open(webhook.id(), secret));
  }

  private Future<Void> learn(Delivery delivery, Webhook webhook, Answer answer) {
    return switch (answer) {
      case Answer.Status(int code) when code >= 200 && code < 300 ->
          store.note(ended(delivery, Delivery.State.DELIVERED, "HTTP " + code), null);
      case Answer.Status(int code) when code == GONE ->
          store
              .write(disabled(webhook))
              .compose(
                  written ->
                      store.note(ended(delivery, Delivery.State.FAILED, "HTTP " + code), null));
      case Answer.Status(int code) -> again(delivery, "HTTP " + code);
      case Answer.Nothing(String why) -> again(delivery, why);
    };
  }

  private Future<Void> again(Delivery delivery, String outcome) {
    Optional<Duration> pause = Retries.after(delivery.attempts() + 1, random);
    if (pause.isEmpty()) {
      return store.note(ended(delivery, Delivery.State.FAILED, outcome), null);
    }
    Instant now = clock.instant();
    Delivery pending = tried(delivery, Delivery.State.PENDING, outcome, now, now.plus(pause.get()));
    return store.note(pending, pause.get());
  }

  private Delivery ended(Delivery delivery, Delivery.State state, String outcome) {
    return tried(delivery, state, outcome, clock.instant(), null);
  }

  private static Delivery tried(
      Delivery delivery,
      Delivery.State state,
      String outcome,
      Instant now,
      @Nullable Instant next) {
    return new Delivery(
        delivery.webhook(),
        delivery.job(),
        state,
        delivery.attempts() + 1,
        outcome,
        delivery.createdAt(),
        now,
        next);
  }

  private static Webhook disabled(Webhook webhook) {
    return new Webhook(
        webhook.id(),
        webhook.team(),
        webhook.url(),
        webhook.createdAt(),
        "the receiver answered 410 Gone",
        webhook.sealed());
  }
}

package dev.stipend.webhook;

import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import dev.stipend.webhook.WebhookStore.Due;
import io.vertx.core.Future;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The webhooks of teams, as they and operators manage them. */
public final class Webhooks {

  public static final int PER_TEAM_MAX = 10;

  /** For so long after a rotation both secrets sign. */
  public static final Duration OVERLAP = Duration.ofHours(24);

  private final WebhookStore store;
  private final Receiver receiver;
  private final SecretVault vault;
  private final InstantSource clock;
  private final SecureRandom random;

  public Webhooks(
      WebhookStore store,
      Receiver receiver,
      SecretVault vault,
      InstantSource clock,
      SecureRandom random) {
    this.store = store;
    this.receiver = receiver;
    this.vault = vault;
    this.clock = clock;
    this.random = random;
  }

  /** Why nothing would be sent to the address; empty if something would. */
  public Future<Optional<String>> objection(URI url) {
    return receiver.objection(url);
  }

  public Future<Made> create(TeamId team, URI url) {
    WebhookId id = WebhookId.make(random);
    WebhookSecret secret = WebhookSecret.make(random);
    Webhook webhook =
        new Webhook(
            id,
            team,
            url,
            clock.instant(),
            null,
            new Webhook.Sealed(vault.seal(id, secret), null, null));
    return store.write(webhook).map(new Made(webhook, secret));
  }

  public Future<List<Webhook>> of(TeamId team) {
    return store.of(team);
  }

  public Future<Optional<Webhook>> find(String id) {
    return WebhookId.isOne(id)
        ? store.find(new WebhookId(id))
        : Future.succeededFuture(Optional.empty());
  }

  /** The secret before it goes on signing for a day. */
  public Future<Made> rotate(Webhook webhook) {
    WebhookSecret secret = WebhookSecret.make(random);
    Webhook.Sealed sealed =
        new Webhook.Sealed(
            vault.seal(webhook.id(), secret),
            webhook.sealed().current(),
            clock.instant().plus(OVERLAP));
    Webhook rotated = with(webhook, webhook.disabled(), sealed);
    return store.write(rotated).map(new Made(rotated, secret));
  }

  public Future<Webhook> enable(Webhook webhook) {
    return change(with(webhook, null, webhook.sealed()));
  }

  public Future<Webhook> disable(Webhook webhook, String why) {
    return change(with(webhook, why, webhook.sealed()));
  }

  public Future<Void> remove(Webhook webhook) {
    return store.remove(webhook);
  }

  public Future<Page<Delivery>> deliveries(Webhook webhook, int count, @Nullable String after) {
    return store.deliveries(webhook.id(), count, after);
  }

  /** Sends it once more, under the same id; empty where there is no such delivery. */
  public Future<Optional<Delivery>> redeliver(Webhook webhook, SpendId job) {
    return store
        .delivery(new Due(webhook.id(), job))
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(found)
                    : again(found.get()).map(Optional::of));
  }

  private Future<Delivery> again(Delivery delivery) {
    Instant now = clock.instant();
    Delivery pending =
        new Delivery(
            delivery.webhook(),
            delivery.job(),
            Delivery.State.PENDING,
            0,
            delivery.outcome(),
            delivery.createdAt(),
            delivery.lastAt(),
            now);
    return store.note(pending, Duration.ZERO).map(pending);
  }

  private Future<Webhook> change(Webhook webhook) {
    return store.write(webhook).map(webhook);
  }

  private static Webhook with(Webhook webhook, @Nullable String disabled, Webhook.Sealed sealed) {
    return new Webhook(
        webhook.id(), webhook.team(), webhook.url(), webhook.createdAt(), disabled, sealed);
  }

  /** A webhook with the secret that is shown this once. */
  public record Made(Webhook webhook, WebhookSecret secret) {}
}

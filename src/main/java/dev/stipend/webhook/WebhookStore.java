package dev.stipend.webhook;

import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps webhooks, what is to be told to whom, and what was. Every change is safe to repeat. */
public interface WebhookStore {

  /** Writes a new webhook, or a known one as it is by now. */
  Future<Void> write(Webhook webhook);

  /** With all that was to be told there. */
  Future<Void> remove(Webhook webhook);

  Future<Optional<Webhook>> find(WebhookId id);

  Future<List<Webhook>> of(TeamId team);

  /** Takes jobs whose ends are not yet on their way; nobody else gets them during the lease. */
  Future<List<SpendId>> claimEnded(int countMax, Duration lease);

  /** All webhooks that are to hear of the end have it on their list. */
  Future<Void> ended(SpendId job);

  /** Puts the end of a job on a webhook's list, unless it is there. */
  Future<Void> plan(WebhookId webhook, SpendId job, Instant now);

  /** Takes deliveries that are due; nobody else gets them during the lease. */
  Future<List<Due>> claimDue(int countMax, Duration lease);

  /** Looks at a delivery again after this time; it was not tried. */
  Future<Void> postpone(Due due, Duration after);

  /** It leads nowhere any more. */
  Future<Void> forget(Due due);

  Future<Optional<Delivery>> delivery(Due due);

  /**
   * Notes how a delivery stands.
   *
   * @param next when it is tried again; null if it is not
   */
  Future<Void> note(Delivery delivery, @Nullable Duration next);

  /** A webhook's deliveries, newest first. */
  Future<Page<Delivery>> deliveries(WebhookId webhook, int count, @Nullable String after);

  /** Which delivery. */
  record Due(WebhookId webhook, SpendId job) {}
}

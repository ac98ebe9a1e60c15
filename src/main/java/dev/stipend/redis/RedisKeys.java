package dev.stipend.redis;

import dev.stipend.budget.Scope;
import dev.stipend.call.ClaimName;
import dev.stipend.call.IdempotencyId;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.ApiKeyId;
import dev.stipend.team.SecretHash;
import dev.stipend.team.TeamId;
import dev.stipend.webhook.WebhookId;
import java.time.LocalDate;
import java.time.YearMonth;

/** Where every Redis key is born. What the books' keys hold is told in {@code redis/books.lua}. */
final class RedisKeys {

  /** Root of the books: the hash tag keeps all money in one slot, for the scripts. */
  static final String BOOKS = "stipend:{money}";

  /** String: whose money the books are about, a space, and their id. Lives for ever. */
  static final String IDENTITY = BOOKS + ":identity";

  /** Hash: account → micro-dollars. Lives for ever. */
  static final String BALANCE = BOOKS + ":balance";

  /** String: written before waiting for a replica, of no meaning in itself. Lives for ever. */
  static final String MARK = BOOKS + ":mark";

  /** Hash: scope → its limits and raises. Lives for ever. Its form is told in limits.lua. */
  static final String LIMIT = BOOKS + ":limit";

  /** Stream: thresholds of limits that were reached; the last 100,000 or so. */
  static final String EVENT = BOOKS + ":event";

  /** Hash: month → what is known of its export (JSON). Lives for ever. */
  static final String EXPORTED = BOOKS + ":exported";

  /** Hash: month → what its rows came to, once they are gone (JSON). Lives for ever. */
  static final String PRUNED = BOOKS + ":pruned";

  /** Hash: wallet, opened, searched. Lives for ever. What its fields are is told in fund.lua. */
  static final String FUNDING = BOOKS + ":funding";

  /** Hash: what is stopped → by whom, since when and why. Its form is told in guard.lua. */
  static final String STOP = BOOKS + ":stop";

  /** Stream: what was stopped, lifted and decided about money; the last 100,000 or so. */
  static final String NOTICE = BOOKS + ":notice";

  /**
   * Sorted set: settled spend that the chain has not confirmed → milliseconds of its settlement.
   */
  static final String PROVISIONAL = BOOKS + ":provisional";

  /** Set: spends that turned out to be paid, and whose jobs nobody was told to look for yet. */
  static final String RESTORED = BOOKS + ":restored";

  /** Sorted set: spend id → milliseconds at which somebody must look after it. */
  static final String OPEN_SPENDS = BOOKS + ":open";

  /** Sorted set: spend id → milliseconds at which somebody looks whether its job still runs. */
  static final String BUSY = BOOKS + ":busy";

  /** Sorted set: job id → milliseconds at which it is polled. */
  static final String DUE_JOBS = "stipend:{job}:due";

  /**
   * Hash: what the seller's document says and operators decided. Lives for ever. See shelve.lua.
   */
  static final String CATALOGUE = "stipend:catalogue";

  /** Root of the webhooks: the hash tag keeps them in one slot, for the scripts. */
  static final String WEBHOOKS = "stipend:{webhook}";

  /** Sorted set: job that has ended and is to be told → milliseconds at which that is begun. */
  static final String ENDED_JOBS = WEBHOOKS + ":ended";

  /** Sorted set: {@code <webhook>:<job>} → milliseconds at which it is sent. */
  static final String DUE_DELIVERIES = WEBHOOKS + ":due";

  /** Channel: {@code <job id> <version> <state>} for each change of a job that a client can see. */
  static final String JOB_CHANNEL = "stipend:job";

  /** Set of all team ids. */
  static final String TEAMS = "stipend:team";

  /** Set of all API key ids. */
  static final String API_KEYS = "stipend:apikey";

  private RedisKeys() {}

  /** Hash: the life of one spend. */
  static String spend(SpendId id) {
    return BOOKS + ":spend:" + id;
  }

  /** List: ids of a team's spends that were reserved in a month (UTC), in that order. */
  static String spends(YearMonth month, TeamId team) {
    return BOOKS + ":spends:" + month + ":" + team;
  }

  /** Hash: what the rows of one month (UTC) come to. */
  static String sum(YearMonth month) {
    return BOOKS + ":sum:" + month;
  }

  /** Set: the spends of a team or an API key whose jobs run. */
  static String busy(Scope scope) {
    return BUSY + ":" + scope.text();
  }

  /** Hash: hour (UTC) → micro-dollars reserved in it and not given back; lives for 40 days. */
  static String flow(LocalDate day) {
    return BOOKS + ":flow:" + day;
  }

  /** Stream: the ledger rows of one month (UTC). */
  static String ledger(YearMonth month) {
    return BOOKS + ":ledger:" + month;
  }

  /** Hash: name, costCentre, timeZone, weekStart, active, policy (JSON). */
  static String team(TeamId id) {
    return "stipend:team:" + id;
  }

  /** Hash: team, role, name, active, policy (JSON). */
  static String apiKey(ApiKeyId id) {
    return "stipend:apikey:" + id;
  }

  /** Root of what counts calls of a team and its API keys, in one slot; take_call.lua tells. */
  static String calls(TeamId id) {
    return "stipend:calls:{" + id + "}";
  }

  /** String: the id of the API key that the secret opens. */
  static String secret(SecretHash hash) {
    return "stipend:secret:" + hash.hex();
  }

  /** Hash: the life of one job. */
  static String job(SpendId id) {
    return "stipend:job:" + id;
  }

  /** Sorted set: job id → milliseconds at which it was ordered; one team's. */
  static String jobs(TeamId team) {
    return "stipend:jobs:" + team;
  }

  /** String: which spend a call's name stands for. Its form is told in claim.lua. */
  static String claim(ClaimName name) {
    return switch (name) {
      case ClaimName.Given(ApiKeyId apiKey, IdempotencyId id) ->
          "stipend:claim:" + apiKey + ":id:" + id;
      case ClaimName.Equal(ApiKeyId apiKey, String fingerprint) ->
          "stipend:claim:" + apiKey + ":equal:" + fingerprint;
    };
  }

  /**
   * Hash: turn, link, uploadId, storedAt, confirmed: what a team has sent of this content. Lives
   * for ever.
   */
  static String file(TeamId team, String sha256) {
    return "stipend:file:" + team + ":" + sha256;
  }

  /** Hash: team, url, createdAt, disabled (why), secret and former (encrypted), formerUntil. */
  static String webhook(WebhookId id) {
    return WEBHOOKS + ":hook:" + id;
  }

  /** Set: a team's webhooks. */
  static String webhooks(TeamId team) {
    return WEBHOOKS + ":of:" + team;
  }

  /** Sorted set: job → milliseconds at which its end was put on the webhook's list. */
  static String deliveries(WebhookId id) {
    return WEBHOOKS + ":deliveries:" + id;
  }

  /** Hash: state, attempts, outcome, createdAt, lastAt, nextAt. */
  static String delivery(WebhookId id, SpendId job) {
    return WEBHOOKS + ":delivery:" + id + ":" + job;
  }

  /** String: our id of a job of the seller, so that none is bound twice. */
  static String sellerJob(String sellerId) {
    return "stipend:sellerjob:" + sellerId;
  }
}

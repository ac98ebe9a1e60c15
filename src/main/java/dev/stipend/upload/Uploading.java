package dev.stipend.upload;

import dev.stipend.call.CallOnce;
import dev.stipend.call.CallOutcome;
import dev.stipend.call.Charge;
import dev.stipend.job.Job;
import dev.stipend.job.JobStore;
import dev.stipend.ledger.SpendId;
import dev.stipend.upload.Confirmations.Confirmed;
import dev.stipend.upload.FileStore.Presence;
import dev.stipend.upload.FileStore.Taken;
import dev.stipend.upload.KnownFile.Stored;
import dev.stipend.upload.UploadOutcome.NotBought;
import dev.stipend.upload.UploadOutcome.StoreAway;
import dev.stipend.upload.UploadOutcome.StoreRefused;
import dev.stipend.upload.UploadOutcome.TokenLost;
import dev.stipend.upload.UploadOutcome.TokenOver;
import dev.stipend.upload.UploadOutcome.Uploaded;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file, from the client's disk into the seller's store: known already, or else a token is
 * bought, the file is sent, remembered and confirmed.
 *
 * <p>Each step leaves something behind from which the next attempt goes on, at whatever gateway:
 * the token is kept with its job before it is used, a file that arrived is found where its token
 * says it lies, and what was not confirmed is confirmed when it is met again. Money moves in the
 * first step alone, and what makes that one call is the client's name for it or else the content.
 */
public final class Uploading {

  private static final Logger LOG = LoggerFactory.getLogger(Uploading.class);

  /** How often a content is bought in one request, when what was bought before has died. */
  private static final int TURNS_MAX = 3;

  private final CallOnce calls;
  private final JobStore jobs;
  private final KnownFiles files;
  private final FileStore store;
  private final Confirmations confirmations;
  private final InstantSource clock;
  private final Duration reuse;

  /**
   * Uploads to one seller.
   *
   * @param reuse for how long a file that was stored is taken to be there
   */
  public Uploading(
      CallOnce calls,
      JobStore jobs,
      KnownFiles files,
      FileStore store,
      Confirmations confirmations,
      InstantSource clock,
      Duration reuse) {
    this.calls = calls;
    this.jobs = jobs;
    this.files = files;
    this.store = store;
    this.confirmations = confirmations;
    this.clock = clock;
    this.reuse = reuse;
  }

  public Future<UploadOutcome> upload(Wish wish) {
    return find(wish)
        .compose(
            known -> {
              Stored stored = known.stored();
              return stored == null ? buy(wish, known, TURNS_MAX) : reuse(wish, known, stored);
            });
  }

  private Future<KnownFile> find(Wish wish) {
    return files.find(wish.team().id(), wish.file().sha256());
  }

  private Future<UploadOutcome> reuse(Wish wish, KnownFile known, Stored stored) {
    Future<Presence> there =
        stored.isOlderThan(reuse, clock.instant())
            ? Future.succeededFuture(Presence.GONE)
            : store.look(stored.link());
    return there.compose(
        presence ->
            presence == Presence.GONE
                ? buy(wish, known.next(), TURNS_MAX)
                : confirmed(wish, known, stored)
                    .map(
                        confirmed ->
                            new Uploaded(
                                stored.uploadId(),
                                stored.link(),
                                wish.file(),
                                Optional.empty(),
                                confirmed,
                                false,
                                false)));
  }

  private Future<UploadOutcome> buy(Wish wish, KnownFile known, int turns) {
    return calls
        .buy(wish.request(), wish.name(known.turn()), wish.party())
        .compose(
            outcome ->
                Purchase.of(outcome)
                    .map(bought -> bought(wish, known, bought, turns))
                    .orElseGet(() -> Future.succeededFuture(new NotBought(outcome))));
  }

  private Future<UploadOutcome> bought(Wish wish, KnownFile known, Purchase bought, int turns) {
    return jobs.find(bought.spend())
        .compose(
            found -> {
              Optional<UploadToken> token = found.flatMap(Uploading::token);
              if (token.isPresent()) {
                return send(wish, known, bought, token.get(), turns);
              }
              boolean isOver = found.filter(job -> job.state().isFinal()).isPresent();
              if (!isOver && bought.inDoubt()) {
                return Future.succeededFuture(new NotBought(bought.outcome()));
              }
              return again(wish, known, bought, turns, new TokenLost(bought.spend()));
            });
  }

  private static Optional<UploadToken> token(Job job) {
    return Optional.ofNullable(job.answer())
        .flatMap(answer -> UploadToken.read(answer, job.orderedAt()));
  }

  /**
   * What the client named stays what it is; what has no name is bought anew, but not within the
   * request that has just bought it.
   */
  private Future<UploadOutcome> again(
      Wish wish, KnownFile known, Purchase bought, int turns, UploadOutcome otherwise) {
    if (wish.id() != null || !bought.repeated() || turns <= 1) {
      return Future.succeededFuture(otherwise);
    }
    KnownFile next = known.next();
    return files
        .remember(wish.team().id(), wish.file().sha256(), next)
        .compose(noted -> buy(wish, next, turns - 1));
  }

  private Future<UploadOutcome> send(
      Wish wish, KnownFile known, Purchase bought, UploadToken token, int turns) {
    if (token.isOver(clock.instant())) {
      // It may have been used by one that died before saying so.
      URI link = store.link(token);
      return store
          .look(link)
          .compose(
              presence ->
                  presence == Presence.THERE
                      ? stored(wish, known, bought, token, link)
                      : again(wish, known, bought, turns, new TokenOver(bought.spend())));
    }
    return store
        .put(token, wish.file())
        .compose(
            taken ->
                switch (taken) {
                  case Taken.Stored(URI link) -> stored(wish, known, bought, token, link);
                  case Taken.Refused(String code) -> {
                    tell(bought, code);
                    yield isOver(code)
                        ? again(wish, known, bought, turns, new TokenOver(bought.spend()))
                        : Future.succeededFuture(new StoreRefused(bought.spend(), code));
                  }
                  case Taken.Unavailable(String why) -> {
                    tell(bought, why);
                    yield Future.succeededFuture(new StoreAway(bought.spend(), why));
                  }
                });
  }

  private static boolean isOver(String code) {
    return code.equals("client_token_expired");
  }

  private static void tell(Purchase bought, String why) {
    LOG.atWarn()
        .addKeyValue("spend", bought.spend())
        .addKeyValue("reason", why)
        .log("a file that was paid for was not stored");
  }

  private Future<UploadOutcome> stored(
      Wish wish, KnownFile known, Purchase bought, UploadToken token, URI link) {
    Stored stored = new Stored(token.uploadId(), link, clock.instant(), false);
    return remember(wish, known, stored)
        .compose(noted -> confirmed(wish, known, stored))
        .map(
            confirmed ->
                new Uploaded(
                    token.uploadId(),
                    link,
                    wish.file(),
                    Optional.of(bought.charge()),
                    confirmed,
                    bought.inDoubt(),
                    bought.repeated()));
  }

  private Future<Boolean> confirmed(Wish wish, KnownFile known, Stored stored) {
    if (stored.confirmed()) {
      return Future.succeededFuture(true);
    }
    return confirmations
        .confirm(stored.uploadId(), stored.link())
        .compose(
            end ->
                end == Confirmed.TAKEN
                    ? remember(wish, known, stored.confirmedNow()).map(true)
                    : Future.succeededFuture(false));
  }

  /** Who has the link needs no memory of it: only the next one would have to find it again. */
  private Future<Void> remember(Wish wish, KnownFile known, Stored stored) {
    return files
        .remember(wish.team().id(), wish.file().sha256(), known.with(stored))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("upload", stored.uploadId())
                    .addKeyValue("reason", failure.toString())
                    .log("a stored file could not be remembered"))
        .otherwiseEmpty();
  }

  /** A token that was paid for, or probably was. */
  private record Purchase(
      CallOutcome outcome, SpendId spend, Charge charge, boolean inDoubt, boolean repeated) {

    static Optional<Purchase> of(CallOutcome outcome) {
      boolean repeated = outcome instanceof CallOutcome.Repeated;
      CallOutcome end =
          outcome instanceof CallOutcome.Repeated(CallOutcome first) ? first : outcome;
      if (end instanceof CallOutcome.Bought bought) {
        return Optional.of(new Purchase(outcome, bought.job(), bought.charge(), false, repeated));
      }
      return end instanceof CallOutcome.InDoubt doubt
          ? Optional.of(new Purchase(outcome, doubt.job(), doubt.charge(), true, repeated))
          : Optional.empty();
    }
  }
}

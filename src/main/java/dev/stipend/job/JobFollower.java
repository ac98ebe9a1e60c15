package dev.stipend.job;

import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.ModelKind;
import dev.stipend.catalog.Operation;
import dev.stipend.catalog.Timing;
import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the jobs that are due, whoever waits for them, and brings their results home. */
public final class JobFollower {

  private static final Logger LOG = LoggerFactory.getLogger(JobFollower.class);
  private static final int UNDER_WAY_MAX = 256;

  /** While a result is fetched nobody else may fetch it: the longest download, and some. */
  private static final Duration FETCH_LEASE = Duration.ofMinutes(6);

  /** For jobs of an operation that has left the catalogue since they were bought. */
  private static final Timing UNLISTED =
      new Timing(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(30));

  private final JobStore store;
  private final JobSource source;
  private final ResultKeeper keeper;
  private final JobAdoption adoption;
  private final Catalogue catalogue;
  private final JobEnds ends;
  private final Rhythm rhythm;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Follows the jobs of one store. */
  public JobFollower(
      JobStore store,
      JobSource source,
      ResultKeeper keeper,
      JobAdoption adoption,
      Catalogue catalogue,
      JobEnds ends,
      Rhythm rhythm) {
    this.store = store;
    this.source = source;
    this.keeper = keeper;
    this.adoption = adoption;
    this.catalogue = catalogue;
    this.ends = ends;
    this.rhythm = rhythm;
  }

  /**
   * Begins to look at jobs that are due, and answers how many those are. A slow one keeps nobody
   * waiting: each goes on by itself.
   */
  public Future<Integer> followDue() {
    int room = UNDER_WAY_MAX - underWay.get();
    return room <= 0
        ? Future.succeededFuture(0)
        : store
            .claimDue(room, rhythm.lease())
            .map(
                due -> {
                  due.forEach(this::begin);
                  return due.size();
                });
  }

  private void begin(SpendId id) {
    underWay.incrementAndGet();
    Future.succeededFuture(id)
        .compose(store::find)
        .compose(found -> found.map(this::follow).orElseGet(() -> store.unqueue(id)))
        .onComplete(
            ended -> {
              underWay.decrementAndGet();
              if (ended.failed()) {
                LOG.atWarn()
                    .addKeyValue("job", id)
                    .addKeyValue("reason", ended.cause().toString())
                    .log("a job could not be looked at, it will be again");
              }
            });
  }

  private Future<Void> follow(Job job) {
    if (job.state().isFinal()) {
      // Who ended it died before all was done that belongs to the end.
      return store.end(job.id(), job.state(), null, false).mapEmpty();
    }
    if (isUpload(job)) {
      return adoption.awaitAnswer(job);
    }
    String sellerId = job.sellerId();
    if (sellerId == null) {
      return adoption.adopt(job, upstreamType(job));
    }
    return source
        .read(sellerId)
        .compose(
            answer ->
                carryOut(job, NextLook.decide(job, answer, timing(job), rhythm.clock().instant())));
  }

  private Future<Void> carryOut(Job job, NextLook next) {
    return switch (next) {
      case NextLook.Fetch(URI result, URI thumbnail) ->
          store.lookAfter(job.id(), FETCH_LEASE).compose(leased -> fetch(job, result, thumbnail));
      case NextLook.End(JobState state, String error) -> end(job, state, error, false);
      case NextLook.Wait(JobState state, Integer progress, Instant missing, Duration after) ->
          store
              .progress(job.id(), state, progress, missing)
              .compose(written -> store.lookAfter(job.id(), after));
    };
  }

  private Future<Void> fetch(Job job, URI result, @Nullable URI thumbnail) {
    return keeper
        .bring(job.id().value(), result, thumbnail)
        .compose(
            brought ->
                switch (brought) {
                  case ResultKeeper.Kept(boolean hasThumbnail) ->
                      end(job, JobState.DELIVERED, null, hasThumbnail);
                  case ResultKeeper.Unusable(String why) -> end(job, JobState.LOST, why, false);
                  case ResultKeeper.Gone(String why) -> notFetched(job, why, true);
                  case ResultKeeper.NotYet(String why) -> notFetched(job, why, false);
                });
  }

  private Future<Void> notFetched(Job job, String why, boolean gone) {
    LOG.atWarn()
        .addKeyValue("job", job.id())
        .addKeyValue("reason", why)
        .log("a result could not be fetched, it will be tried again");
    Instant now = rhythm.clock().instant();
    NextLook next =
        gone
            ? NextLook.missing(job, why, timing(job), now)
            : NextLook.trouble(job, timing(job), now);
    return carryOut(job, next);
  }

  private Future<Void> end(Job job, JobState state, @Nullable String error, boolean hasThumbnail) {
    return store
        .end(job.id(), state, error, hasThumbnail)
        .map(
            ended -> {
              if (ended) {
                tell(job, state);
              }
              return null;
            });
  }

  private void tell(Job job, JobState state) {
    LOG.atInfo()
        .addKeyValue("job", job.id())
        .addKeyValue("team", job.team())
        .addKeyValue("model", job.model())
        .addKeyValue("state", state.text())
        .log("job ended");
    ends.ended(job, state);
  }

  private Timing timing(Job job) {
    return catalogue.find(job.model(), job.operation()).map(Operation::timing).orElse(UNLISTED);
  }

  private boolean isUpload(Job job) {
    return catalogue
        .find(job.model(), job.operation())
        .filter(operation -> operation.kind() == ModelKind.UPLOAD)
        .isPresent();
  }

  private @Nullable String upstreamType(Job job) {
    return catalogue.find(job.model(), job.operation()).map(Operation::upstreamType).orElse(null);
  }

  /**
   * When jobs are looked at.
   *
   * @param lease how long one gateway has a job to itself
   */
  public record Rhythm(InstantSource clock, Duration lease) {}
}

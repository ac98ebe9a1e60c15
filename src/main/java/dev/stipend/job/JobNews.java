package dev.stipend.job;

import dev.stipend.ledger.SpendId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who wait in this process how their jobs change.
 *
 * <p>That a job has changed is heard from outside; what it has become is looked up, once for all
 * who wait for it, and never twice at a time: of changes that follow each other fast only the
 * newest is told. Hearing is not relied on. What is waited for is looked up every now and then, and
 * a change that nobody heard of comes late, but comes.
 */
public final class JobNews {

  private static final Logger LOG = LoggerFactory.getLogger(JobNews.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);
  private static final Duration LOOK_SOON = Duration.ofSeconds(1);
  private static final int BATCH_MAX = 2_000;

  private final JobStore store;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final Map<SpendId, Watched> watched = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public JobNews(JobStore store, LongSupplier nanoTime, RandomGenerator random) {
    this.store = store;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** The hearer gets the job as it is, soon, and then each newer state of it, until it leaves. */
  public Watch watch(SpendId id, Hearer hearer) {
    Watch watch = new Watch(this, id, hearer);
    Watched job =
        watched.compute(
            id,
            (same, known) -> {
              Watched either = known == null ? new Watched(id) : known;
              either.watches.add(watch);
              return either;
            });
    look(job);
    if (closed) {
      watch.over();
    }
    return watch;
  }

  /** A job has reached a version. */
  public void changed(SpendId id, long version) {
    Watched job = watched.get(id);
    if (job != null && job.version < version) {
      look(job);
    }
  }

  /** News may have been missed: everything is looked up with the next beats. */
  public void lookAtAll() {
    watched.values().forEach(job -> job.dueAt = nanoTime.getAsLong());
  }

  /** Looks up what has not been for a while, not all at once. */
  public Future<Void> lookAgain() {
    long now = nanoTime.getAsLong();
    List<Future<Void>> looks = new ArrayList<>();
    Iterator<Watched> jobs = watched.values().iterator();
    while (jobs.hasNext() && looks.size() < BATCH_MAX) {
      Watched job = jobs.next();
      if (now - job.dueAt >= 0) {
        looks.add(look(job));
      }
    }
    return Future.join(looks).mapEmpty();
  }

  /** How many clients wait. */
  public int waiting() {
    return watched.values().stream().mapToInt(job -> job.watches.size()).sum();
  }

  /** Sends all away who wait; nobody waits here any more. */
  public void close() {
    closed = true;
    watched.values().forEach(job -> job.watches.forEach(Watch::over));
  }

  private void leave(Watch watch) {
    watched.computeIfPresent(
        watch.id,
        (same, job) -> {
          job.watches.remove(watch);
          return job.watches.isEmpty() ? null : job;
        });
  }

  private Future<Void> look(Watched job) {
    if (!job.begin()) {
      return Future.succeededFuture();
    }
    job.dueAt = nanoTime.getAsLong() + pause(LOOK_AGAIN);
    return Future.succeededFuture(job.id)
        .compose(store::find)
        .transform(
            (found, failure) -> {
              if (failure != null) {
                LOG.atDebug().addKeyValue("reason", failure.toString()).log("a job was not read");
                job.dueAt = nanoTime.getAsLong() + pause(LOOK_SOON);
              }
              boolean again = job.end();
              tell(job, failure == null ? found : Optional.empty());
              return again ? look(job) : Future.succeededFuture();
            });
  }

  private void tell(Watched job, Optional<Job> found) {
    found.ifPresent(
        now -> {
          job.version = Math.max(job.version, now.version());
          job.watches.forEach(watch -> watch.tell(now));
        });
  }

  /** Half as long again at most, so that what began together does not stay together. */
  private long pause(Duration least) {
    return least.toNanos() + random.nextLong(least.toNanos() / 2);
  }

  /** Who waits. Called on any thread. */
  public interface Hearer {

    void heard(Job job);

    /** The gateway stops: nothing more will be heard here. */
    void stopped();
  }

  /** One client's waiting for one job. */
  public static final class Watch implements AutoCloseable {

    private final JobNews news;
    private final SpendId id;
    private final Hearer hearer;
    private long told = -1;

    private Watch(JobNews news, SpendId id, Hearer hearer) {
      this.news = news;
      this.id = id;
      this.hearer = hearer;
    }

    /** Safe to repeat. */
    @Override
    public void close() {
      news.leave(this);
    }

    private void over() {
      close();
      hearer.stopped();
    }

    /** Two looks may end in the other order: what is older than what was told is not told. */
    private synchronized void tell(Job job) {
      if (job.version() > told) {
        told = job.version();
        hearer.heard(job);
      }
    }
  }

  /** A job for which somebody waits. Who waits comes and goes only within the map. */
  private static final class Watched {

    private final SpendId id;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private boolean looking;
    private boolean again;
    private volatile long version = -1;
    private volatile long dueAt;

    Watched(SpendId id) {
      this.id = id;
    }

    /** False while somebody looks already, who will look once more. */
    synchronized boolean begin() {
      again = looking;
      boolean mine = !looking;
      looking = true;
      return mine;
    }

    /** Whether to look once more. */
    synchronized boolean end() {
      looking = false;
      return again;
    }
  }
}

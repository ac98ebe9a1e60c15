package dev.stipend.job;

import dev.stipend.ledger.Page;
import dev.stipend.ledger.SpendId;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs and the queue of those to be looked at. A job is on the queue from before it is
 * written until it has ended, so that none is forgotten wherever a gateway dies. Every change is
 * safe to repeat.
 */
public interface JobStore {

  /**
   * Writes an ordered job down.
   *
   * @param attended how long the caller looks after it itself
   */
  Future<Void> open(Job job, Duration attended);

  /** Forgets a job that was never answered to anybody. */
  Future<Void> discard(Job job);

  /**
   * Puts a job out of sight whose payment was refused: kept, in case the seller cashes it after
   * all, but neither listed nor looked at.
   */
  Future<Void> shelve(Job job);

  /** Takes a job from the shelf, to be looked at now. */
  Future<Void> unshelve(Job job);

  /**
   * Says what the seller calls the job, by the seller's own answer to its payment. Another job that
   * was only thought to be this one of the seller's loses it.
   */
  Future<Void> bind(SpendId id, String sellerId, Duration firstLook);

  /**
   * Keeps the seller's answer to the payment, where that is all that was bought, and ends the job
   * as delivered.
   *
   * @param sellerId what the seller calls it
   */
  Future<Void> deliver(SpendId id, String sellerId, String answer);

  /**
   * Takes one of the seller's jobs for this one. Answers false, and changes nothing, when it
   * belongs to another of ours.
   */
  Future<Boolean> adopt(SpendId id, String sellerId);

  Future<Optional<Job>> find(SpendId id);

  /** The job that the seller calls so. */
  Future<Optional<Job>> findOfSeller(String sellerId);

  /** A team's jobs, newest first. */
  Future<Page<Job>> jobs(TeamId team, int count, @Nullable String after);

  /** Notes how a job goes that has not ended. */
  Future<Void> progress(
      SpendId id, JobState state, @Nullable Integer progress, @Nullable Instant missingSince);

  /**
   * Ends the job, puts it on the queue of what teams are to be told, and takes it off its own.
   * Answers false when it had ended before. That it runs no longer is written first: who dies in
   * between leaves a job to be ended again, and never one that counts as running for ever.
   */
  Future<Boolean> end(SpendId id, JobState state, @Nullable String error, boolean hasThumbnail);

  /** Takes jobs that are due; nobody else gets them during the lease. */
  Future<List<SpendId>> claimDue(int countMax, Duration lease);

  /** Looks at the job after this time. */
  Future<Void> lookAfter(SpendId id, Duration after);

  /**
   * Puts a job that is on no queue back on it, to be looked at now; answers whether it was on none.
   */
  Future<Boolean> requeue(SpendId id);

  /** Takes off the queue what is no job. */
  Future<Void> unqueue(SpendId id);
}

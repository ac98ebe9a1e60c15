package dev.stipend.job;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds a job whose answer was lost after it was paid for, in the seller's list: same type, made
 * after the order, echoing the body that was sent, and bound to no other job of ours.
 *
 * <p>Two equal orders in flight cannot be told apart. The oldest candidate is taken, since orders
 * are answered in about the order in which they were made; and when the seller itself says later
 * whose job it is, that counts and the guess is undone.
 */
public final class JobAdoption {

  private static final Logger LOG = LoggerFactory.getLogger(JobAdoption.class);
  private static final int LIST_LENGTH = 100;

  /** A clock that is two minutes ahead of the seller's loses no job. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(3);

  /** Why an upload that was paid for cannot be had. */
  public static final String ANSWER_LOST = "the seller's answer, with the token, was lost";

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final JobStore store;
  private final JobSource source;
  private final InstantSource clock;

  public JobAdoption(JobStore store, JobSource source, InstantSource clock) {
    this.store = store;
    this.source = source;
    this.clock = clock;
  }

  Future<Void> adopt(Job job, @Nullable String type) {
    return source
        .list(LIST_LENGTH)
        .compose(
            answer ->
                switch (answer) {
                  case JobListAnswer.Listed(List<ListedJob> jobs) ->
                      bindFirst(job, candidates(job, type, jobs).iterator());
                  case JobListAnswer.ProofRefused _ -> store.lookAfter(job.id(), LOOK_AGAIN);
                  case JobListAnswer.Unavailable _ -> store.lookAfter(job.id(), LOOK_AGAIN);
                });
  }

  /**
   * An upload is no job of the seller's: what was bought is its answer, which nobody can ask for
   * again. It is there, or is being waited for by whoever paid, or was lost.
   */
  Future<Void> awaitAnswer(Job job) {
    if (job.answer() != null) {
      return store.end(job.id(), JobState.DELIVERED, null, false).mapEmpty();
    }
    boolean patient = Duration.between(job.orderedAt(), clock.instant()).compareTo(PATIENCE) <= 0;
    return patient
        ? store.lookAfter(job.id(), LOOK_AGAIN)
        : store.end(job.id(), JobState.LOST, ANSWER_LOST, false).mapEmpty();
  }

  private Future<Void> bindFirst(Job job, Iterator<ListedJob> candidates) {
    if (!candidates.hasNext()) {
      return notFound(job);
    }
    ListedJob candidate = candidates.next();
    return store
        .adopt(job.id(), candidate.id())
        .compose(
            adopted -> {
              if (!adopted) {
                return bindFirst(job, candidates);
              }
              LOG.atInfo().addKeyValue("job", job.id()).log("a lost job was found and adopted");
              return Future.succeededFuture();
            });
  }

  private Future<Void> notFound(Job job) {
    boolean patient = Duration.between(job.orderedAt(), clock.instant()).compareTo(PATIENCE) <= 0;
    return patient
        ? store.lookAfter(job.id(), LOOK_AGAIN)
        : store
            .end(job.id(), JobState.LOST, "the seller's list does not show it", false)
            .mapEmpty();
  }

  private static List<ListedJob> candidates(
      Job job, @Nullable String type, List<ListedJob> listed) {
    Optional<ObjectNode> body =
        JsonMapper.shared().readTree(job.body()) instanceof ObjectNode object
            ? Optional.of(object)
            : Optional.empty();
    return listed.stream()
        .filter(candidate -> type == null || type.equals(candidate.type()))
        .filter(candidate -> isNotOlder(candidate.createdAt(), job.orderedAt()))
        .filter(candidate -> body.isPresent() && echoes(candidate.input(), body.get()))
        .sorted(Comparator.comparing(JobAdoption::created))
        .toList();
  }

  private static Instant created(ListedJob listed) {
    return Objects.requireNonNullElse(listed.createdAt(), Instant.MAX);
  }

  private static boolean isNotOlder(@Nullable Instant created, Instant ordered) {
    return created == null || !created.isBefore(ordered.minus(CLOCK_TOLERANCE));
  }

  /** The seller may add its own defaults; what we sent must all be there. */
  private static boolean echoes(@Nullable ObjectNode input, ObjectNode body) {
    if (input == null) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!field.getValue().equals(input.get(field.getKey()))) {
        return false;
      }
    }
    return true;
  }
}

package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All jobs ever made, in memory and in the journal. May be used from any thread. */
final class SandboxJobs {

  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int ID_TIME_DIGITS = 8;
  private static final int ID_RANDOM_DIGITS = 16;
  private static final long SLOW_MILLIS = 60_000;

  private final SandboxSettings settings;
  private final SandboxClock clock;
  private final Journal journal;
  private final Faults faults;
  private final SecureRandom random = new SecureRandom();
  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, Job> byId = new HashMap<>();
  private final Map<String, Job> byBlob = new HashMap<>();
  private final Set<String> deleted = new HashSet<>();

  SandboxJobs(SandboxSettings settings, SandboxClock clock, Journal journal, Faults faults) {
    this.settings = settings;
    this.clock = clock;
    this.journal = journal;
    this.faults = faults;
  }

  /** Takes up what earlier runs wrote. */
  synchronized void begin() {
    for (JsonNode line : journal.past()) {
      switch (Json.string(line, "event")) {
        case "job" -> add(Job.fromJson(line));
        case "deletion" -> deleted.add(Json.string(line, "id"));
        default -> {
          // The other lines are the chain's.
        }
      }
    }
  }

  /** A job and the moment from which a restart remembers it. */
  record Created(Job job, Future<Void> written) {}

  synchronized Created create(Product product, String owner, ObjectNode input) {
    long length =
        (product.isClip() ? settings.videoTime() : settings.imageTime()).toMillis()
            + faults
                .take(Fault.JOB_SLOW)
                .map(armed -> armed.number("millis", SLOW_MILLIS))
                .orElse(0L);
    Job.Ending ending = Job.Ending.COMPLETE;
    Optional<Armed> fails = faults.take(Fault.JOB_FAILS);
    if (fails.isPresent()) {
      ending = Job.Ending.FAILED;
    } else if (faults.fires(Fault.JOB_NEVER_COMPLETES)) {
      ending = Job.Ending.NEVER;
    }
    String error =
        fails
            .map(armed -> armed.text("error", "The input was flagged as sensitive (E005)"))
            .orElse("");
    Job job =
        new Job(
            newId(),
            product,
            owner,
            input,
            clock.millis(),
            Math.max(1, length),
            ending,
            error,
            UUID.randomUUID().toString());
    add(job);
    return new Created(job, journal.append(job.toJson()));
  }

  private void add(Job job) {
    jobs.add(job);
    byId.put(job.id(), job);
    byBlob.put(job.blob(), job);
  }

  /** A letter, the time and random digits: 25 characters that sort by time. */
  private String newId() {
    String time = Long.toString(clock.millis(), DIGITS.length());
    StringBuilder id = new StringBuilder("c");
    id.append(time.substring(time.length() - ID_TIME_DIGITS));
    for (int i = 0; i < ID_RANDOM_DIGITS; i++) {
      id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return id.toString();
  }

  /** Deleted jobs are not found. */
  synchronized Optional<Job> find(String id) {
    return deleted.contains(id) ? Optional.empty() : Optional.ofNullable(byId.get(id));
  }

  synchronized Optional<Job> ofBlob(String blob) {
    return Optional.ofNullable(byBlob.get(blob));
  }

  /** The wallet's jobs, newest first. */
  synchronized List<Job> of(String owner) {
    return jobs.reversed().stream()
        .filter(job -> job.owner().equals(owner) && !deleted.contains(job.id()))
        .toList();
  }

  synchronized Future<Void> delete(Job job) {
    deleted.add(job.id());
    ObjectNode line = Json.object();
    line.put("event", "deletion");
    line.put("id", job.id());
    return journal.append(line);
  }

  /** How many were ever made. */
  synchronized int count() {
    return jobs.size();
  }

  long nowMillis() {
    return clock.millis();
  }
}

package dev.stipend.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsOfAllWalletsTest {

  private static final JobAnswer RUNNING = new JobAnswer.Running(null, "processing");
  private static final JobAnswer FOREIGN = new JobAnswer.Foreign();

  private final List<String> asked = new ArrayList<>();

  @Test
  void aWalletThatPaidBeforeIsAskedOnlyForJobsThatAreNotOfTheOneThatPays() {
    JobSource all = all(wallet("new", RUNNING), wallet("old", RUNNING));

    assertThat(all.read("job").result()).isEqualTo(RUNNING);
    assertThat(asked).containsExactly("new");
  }

  @Test
  void theJobOfAWalletThatPaidBeforeIsRead() {
    JobSource all = all(wallet("new", FOREIGN), wallet("old", FOREIGN), wallet("older", RUNNING));

    assertThat(all.read("job").result()).isEqualTo(RUNNING);
    assertThat(asked).containsExactly("new", "old", "older");
  }

  @Test
  void aJobOfNoneOfThemIsAnothers() {
    assertThat(all(wallet("new", FOREIGN), wallet("old", FOREIGN)).read("job").result())
        .isEqualTo(FOREIGN);
  }

  @Test
  void noAnswerFromTheWalletThatPaysIsNotOvertakenByAnother() {
    JobAnswer away = new JobAnswer.Unavailable("no answer");

    assertThat(all(wallet("new", away), wallet("old", RUNNING)).read("job").result())
        .isEqualTo(away);
  }

  @Test
  void theListIsThatOfAllOrNone() {
    JobListAnswer away = new JobListAnswer.Unavailable("no answer");

    assertThat(all(listing("a"), listing("b", "c")).list(10).result())
        .isEqualTo(new JobListAnswer.Listed(jobs("a", "b", "c")));
    assertThat(all(listing("a"), listing(away)).list(10).result()).isEqualTo(away);
  }

  private static JobSource all(JobSource... wallets) {
    return new JobsOfAllWallets(List.of(wallets));
  }

  private JobSource wallet(String name, JobAnswer answer) {
    return new JobSource() {
      @Override
      public Future<JobAnswer> read(String upstreamId) {
        asked.add(name);
        return Future.succeededFuture(answer);
      }

      @Override
      public Future<JobListAnswer> list(int limit) {
        throw new AssertionError("no list is wanted here");
      }
    };
  }

  private static JobSource listing(String... ids) {
    return listing(new JobListAnswer.Listed(jobs(ids)));
  }

  private static JobSource listing(JobListAnswer answer) {
    return new JobSource() {
      @Override
      public Future<JobAnswer> read(String upstreamId) {
        throw new AssertionError("no job is wanted here");
      }

      @Override
      public Future<JobListAnswer> list(int limit) {
        return Future.succeededFuture(answer);
      }
    };
  }

  private static List<ListedJob> jobs(String... ids) {
    return List.of(ids).stream().map(id -> new ListedJob(id, null, null, null, null)).toList();
  }
}

package dev.stipend.job;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The jobs of the wallet that pays and of those that paid before. The seller shows a job only to
 * the wallet that paid for it, so the next one is asked where it says that a job is another's.
 */
public final class JobsOfAllWallets implements JobSource {

  private final List<JobSource> wallets;

  /** The one that pays comes first, as it is asked first. */
  public JobsOfAllWallets(List<JobSource> wallets) {
    this.wallets = List.copyOf(wallets);
  }

  @Override
  public Future<JobAnswer> read(String upstreamId) {
    return read(upstreamId, 0);
  }

  private Future<JobAnswer> read(String upstreamId, int index) {
    return wallets
        .get(index)
        .read(upstreamId)
        .compose(
            answer ->
                answer instanceof JobAnswer.Foreign && index + 1 < wallets.size()
                    ? read(upstreamId, index + 1)
                    : Future.succeededFuture(answer));
  }

  /** All of them or none: what is missing from half a list is not missing. */
  @Override
  public Future<JobListAnswer> list(int limit) {
    List<Future<JobListAnswer>> lists = wallets.stream().map(wallet -> wallet.list(limit)).toList();
    return Future.all(lists).map(all -> together(lists.stream().map(Future::result).toList()));
  }

  private static JobListAnswer together(List<JobListAnswer> answers) {
    List<ListedJob> jobs = new ArrayList<>();
    for (JobListAnswer answer : answers) {
      if (!(answer instanceof JobListAnswer.Listed(List<ListedJob> listed))) {
        return answer;
      }
      jobs.addAll(listed);
    }
    return new JobListAnswer.Listed(jobs);
  }
}

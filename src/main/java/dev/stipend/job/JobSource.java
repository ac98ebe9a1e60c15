package dev.stipend.job;

import io.vertx.core.Future;

/** Where jobs are read. Asking is free and may be repeated. */
public interface JobSource {

  Future<JobAnswer> read(String upstreamId);

  /** The wallet's newest jobs, of all teams. */
  Future<JobListAnswer> list(int limit);
}

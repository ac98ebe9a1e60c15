package dev.stipend.job;

/** Hears how jobs end. */
public interface JobEnds {

  void ended(Job job, JobState state);
}

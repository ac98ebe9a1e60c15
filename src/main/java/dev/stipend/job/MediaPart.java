package dev.stipend.job;

/** Which of the files a job delivered. */
public enum MediaPart {
  /** The picture, clip or drawing itself. */
  MAIN,
  /** The small picture that stands for a clip. */
  THUMBNAIL
}

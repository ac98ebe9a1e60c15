package dev.stipend.job;

/** How the fetching of a result ended. */
public sealed interface FetchedFile {

  /** The whole result is in the file. */
  record Stored(long bytes) implements FetchedFile {}

  /** The link has died, and asking it again will not help. */
  record Gone(int status) implements FetchedFile {}

  /** The result is larger than this side accepts. */
  record TooLarge() implements FetchedFile {}

  /** The link leads where nothing is fetched from; nothing was sent. */
  record Refused(String why) implements FetchedFile {}

  /** The result did not come this time. */
  record Unavailable(String why) implements FetchedFile {}
}

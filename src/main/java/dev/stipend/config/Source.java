package dev.stipend.config;

/** Where a setting was written. */
public sealed interface Source {

  /** In the commented reference: nobody set it. */
  record Default() implements Source {}

  /** In the operator's file. Lines count from one; line zero stands for the file as a whole. */
  record Line(String file, int line, int column) implements Source {}

  /** In the environment. */
  record Variable(String name) implements Source {}
}

package dev.stipend;

/** Builds everything by constructors, and alone reads the environment and exits. */
public final class Main {

  private Main() {}

  /** Starts what the command line names; without a command, the gateway. */
  public static void main(String[] args) {}
}

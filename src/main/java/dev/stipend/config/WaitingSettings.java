package dev.stipend.config;

/** How many clients may wait for jobs at one process at once: all of them, and those of a team. */
public record WaitingSettings(int clientsMax, int clientsPerTeam) {

  private static final int CLIENTS_MOST = 1_000_000;

  public WaitingSettings {
    new Rules()
        .between(clientsMax, 1, CLIENTS_MOST, "20000", "waiting.clientsMax")
        .between(clientsPerTeam, 1, CLIENTS_MOST, "5000", "waiting.clientsPerTeam")
        .check();
  }
}

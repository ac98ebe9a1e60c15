package dev.stipend.config;

/** From which severity on events are logged. */
public enum LogLevel {
  ERROR,
  WARN,
  INFO,
  DEBUG
}

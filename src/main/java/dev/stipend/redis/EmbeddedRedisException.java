package dev.stipend.redis;

/** The embedded Redis cannot be had; the message tells a person why and what to do. */
public final class EmbeddedRedisException extends RuntimeException {

  private static final long serialVersionUID = 1;

  EmbeddedRedisException(String message) {
    super(message);
  }

  EmbeddedRedisException(String message, Throwable cause) {
    super(message, cause);
  }
}

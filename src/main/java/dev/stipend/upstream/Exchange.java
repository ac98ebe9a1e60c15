package dev.stipend.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** How one request ended on the wire. */
sealed interface Exchange {

  /** There was no connection to send on: not a byte of the request left. */
  record NotConnected(String why) implements Exchange {}

  /** A connection was there; how much of the request arrived, nobody knows. */
  record NoAnswer(String why) implements Exchange {}

  /**
   * The head of an answer came.
   *
   * @param body null when it did not come whole or was larger than is taken
   */
  record Answer(int status, MultiMap headers, @Nullable Buffer body) implements Exchange {

    @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }
}

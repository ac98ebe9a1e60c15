package dev.stipend.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.List;
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

    /**
     * The field's value. One that was sent twice is read as both: whoever took either of them could
     * be led to another meaning than the next reader.
     */
    @Nullable String header(String name) {
      List<String> values = headers.getAll(name);
      return values.isEmpty() ? null : String.join(", ", values);
    }

    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }
}

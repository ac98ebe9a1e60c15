package dev.stipend.webhook;

import io.vertx.core.Future;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A team's own server, as it is reached. */
public interface Receiver {

  /** Sends a message once; a redirect is an answer, and is not followed. */
  Future<Answer> post(URI url, Map<String, String> headers, String body);

  /** Why nothing would be sent to this address; empty if something would. */
  Future<Optional<String>> objection(URI url);

  /** How it went. */
  sealed interface Answer {

    record Status(int code) implements Answer {}

    /** Nothing was sent, or nobody answered in time. */
    record Nothing(String why) implements Answer {}
  }
}

package dev.stipend.upstream;

import dev.stipend.upload.FileStore.Taken;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What the store's answer to a file means. Decides only; sends nothing. */
sealed interface BlobReading {

  /** It is in the end. */
  record Ended(Taken taken) implements BlobReading {}

  /** A file lies there already: this one, where it was sent before. */
  record Occupied() implements BlobReading {}

  /**
   * It may be sent again.
   *
   * @param afterSeconds when the store wants that; absent where it does not say
   */
  record Again(String why, @Nullable Long afterSeconds) implements BlobReading {}

  Pattern CODE = Pattern.compile("[a-z_]{1,64}");
  Pattern SECONDS = Pattern.compile("[0-9]{1,4}");

  Set<String> PASSING =
      Set.of("rate_limited", "service_unavailable", "internal_server_error", "unknown_error");

  static BlobReading of(Exchange exchange, BlobSettings settings) {
    return switch (exchange) {
      case Exchange.NotConnected(String why) -> new Again(why, null);
      case Exchange.NoAnswer(String why) -> new Again(why, null);
      case Exchange.Answer answer ->
          answer.status() == 200 ? taken(answer, settings) : refused(answer);
    };
  }

  private static BlobReading taken(Exchange.Answer answer, BlobSettings settings) {
    URI link = Json.url(Json.read(answer.body()), "url");
    if (link == null) {
      // It is there, and its link can be told without the answer.
      return new Occupied();
    }
    return new Ended(
        settings.isAllowed(link) ? new Taken.Stored(link) : new Taken.Refused("foreign_link"));
  }

  private static BlobReading refused(Exchange.Answer answer) {
    JsonNode error = Json.read(answer.body()).path("error");
    String said = Json.text(error, "code");
    String code = said != null && CODE.matcher(said).matches() ? said : "status_" + answer.status();
    if (code.equals("bad_request") || answer.status() == 409) {
      return new Occupied();
    }
    boolean isPassing = PASSING.contains(code) || answer.status() == 429 || answer.status() >= 500;
    return isPassing ? new Again(code, after(answer)) : new Ended(new Taken.Refused(code));
  }

  private static @Nullable Long after(Exchange.Answer answer) {
    String text = answer.header("retry-after");
    return text != null && SECONDS.matcher(text).matches() ? Long.valueOf(text) : null;
  }
}

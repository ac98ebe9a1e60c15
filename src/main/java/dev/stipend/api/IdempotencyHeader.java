package dev.stipend.api;

import dev.stipend.call.IdempotencyId;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Idempotency-Key}: a string of the structured fields (RFC 8941), so in quotes, or the
 * same without quotes, as many clients send it.
 */
final class IdempotencyHeader {

  static final String NAME = "Idempotency-Key";

  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\[\"\\\\])*)\"");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

  private IdempotencyHeader() {}

  /** The id that the client sent; null when it sent none. */
  static @Nullable IdempotencyId read(RoutingContext context) {
    List<String> sent = context.request().headers().getAll(NAME);
    if (sent.isEmpty()) {
      return null;
    }
    if (sent.size() > 1) {
      throw refused("The header Idempotency-Key was sent " + sent.size() + " times.");
    }
    return parse(sent.getFirst());
  }

  static IdempotencyId parse(String header) {
    String text = header.strip();
    if (text.startsWith("\"")) {
      Matcher quoted = QUOTED.matcher(text);
      if (!quoted.matches()) {
        throw refused("The header Idempotency-Key is not one string in quotes.");
      }
      text = ESCAPED.matcher(quoted.group(1)).replaceAll("$1");
    }
    if (!IdempotencyId.isOne(text)) {
      throw refused("The header Idempotency-Key is not 1 to 255 visible ASCII characters.");
    }
    return new IdempotencyId(text);
  }

  private static ProblemException refused(String why) {
    return new ProblemException(Problem.of(ProblemCode.INVALID_IDEMPOTENCY_KEY, why).param(NAME));
  }
}

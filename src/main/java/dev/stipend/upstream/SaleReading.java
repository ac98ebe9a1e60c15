package dev.stipend.upstream;

import dev.stipend.call.PaidAnswer;
import dev.stipend.call.QuoteAnswer;
import dev.stipend.x402.ChallengeHeader;
import dev.stipend.x402.ChallengeReading;
import dev.stipend.x402.ReceiptHeader;
import io.vertx.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an answer to a quote or to a payment means. Decides only; sends nothing. */
final class SaleReading {

  static final Pattern JOB_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
  private static final int ISSUES_MAX = 5;

  private SaleReading() {}

  static QuoteAnswer quote(Exchange exchange, Instant now) {
    return switch (exchange) {
      case Exchange.NotConnected(String why) -> new QuoteAnswer.Unavailable(why);
      case Exchange.NoAnswer(String why) -> new QuoteAnswer.Unavailable(why);
      case Exchange.Answer answer -> quote(answer, now);
    };
  }

  private static QuoteAnswer quote(Exchange.Answer answer, Instant now) {
    int status = answer.status();
    return switch (status) {
      case 402 -> new QuoteAnswer.Challenged(challenge(answer));
      case 400, 413, 415, 422 ->
          new QuoteAnswer.Rejected(
              status,
              Objects.requireNonNullElse(
                  message(Json.read(answer.body())), "the seller refused the request"));
      case 404, 405 -> new QuoteAnswer.RouteMissing();
      case 408 -> new QuoteAnswer.Unavailable("HTTP 408");
      case 429 -> new QuoteAnswer.Throttled(retryAfter(answer, now));
      default ->
          status >= 500
              ? new QuoteAnswer.Unavailable("HTTP " + status)
              : new QuoteAnswer.Unexpected(status);
    };
  }

  static PaidAnswer paid(Exchange exchange, Instant now) {
    return switch (exchange) {
      case Exchange.NotConnected(String why) -> new PaidAnswer.NotSent(why);
      case Exchange.NoAnswer(String why) -> new PaidAnswer.Unknown(why);
      case Exchange.Answer answer -> paid(answer, now);
    };
  }

  private static PaidAnswer paid(Exchange.Answer answer, Instant now) {
    int status = answer.status();
    if (status == 200) {
      return Json.read(answer.body()) instanceof ObjectNode body
          ? accepted(answer, body)
          : new PaidAnswer.Unknown("HTTP 200 without a readable body");
    }
    return isRefusal(status)
        ? new PaidAnswer.Refused(
            status, reason(Json.read(answer.body())), retryAfter(answer, now), challenge(answer))
        : new PaidAnswer.Unknown("HTTP " + status);
  }

  private static ChallengeReading challenge(Exchange.Answer answer) {
    String header = answer.header(ChallengeHeader.NAME);
    return header == null
        ? ChallengeHeader.readBody(Json.read(answer.body()))
        : ChallengeHeader.read(header);
  }

  /** 408 and 499 are said by whoever stands in between, about an answer they did not wait for. */
  private static boolean isRefusal(int status) {
    return status >= 400 && status < 500 && status != 408 && status != 499;
  }

  private static PaidAnswer accepted(Exchange.Answer answer, ObjectNode body) {
    String jobId = id(body);
    boolean isUsable = jobId != null && JOB_ID.matcher(jobId).matches();
    return new PaidAnswer.Accepted(
        isUsable ? jobId : null,
        Json.words(Json.text(body, "type")),
        ReceiptHeader.read(answer.header(ReceiptHeader.NAME)),
        body);
  }

  /** A token for a file is told under another name, and is worthless without its parts. */
  private static @Nullable String id(ObjectNode body) {
    String jobId = Json.text(body, "jobId");
    boolean isToken =
        jobId == null
            && Json.text(body, "clientToken") != null
            && Json.text(body, "pathname") != null;
    return isToken ? Json.text(body, "uploadId") : jobId;
  }

  private static @Nullable String reason(JsonNode body) {
    String reason = Json.words(Json.text(body, "reason"));
    return reason != null ? reason : message(body);
  }

  /** The seller's words, wherever it put them, with the fields it complains about. */
  static @Nullable String message(JsonNode body) {
    List<String> parts = new ArrayList<>();
    String said = Json.text(body, "message");
    said = said != null ? said : Json.text(body, "error");
    said = said != null ? said : Json.text(body.path("error"), "message");
    if (said != null) {
      parts.add(said);
    }
    body.path("issues").valueStream().limit(ISSUES_MAX).map(SaleReading::issue).forEach(parts::add);
    parts.removeIf(String::isBlank);
    return Json.words(String.join("; ", parts));
  }

  private static String issue(JsonNode issue) {
    JsonNode path = issue.path("path");
    String field =
        path.isArray()
            ? String.join(".", path.valueStream().map(step -> step.asString("")).toList())
            : path.asString("");
    String said = issue.path("message").asString("");
    return field.isEmpty() ? said : field + ": " + said;
  }

  /** Seconds, or a date; null when neither is there. */
  private static @Nullable Long retryAfter(Exchange.Answer answer, Instant now) {
    String text = answer.header(HttpHeaders.RETRY_AFTER.toString());
    if (text == null) {
      return null;
    }
    if (SECONDS.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    try {
      Instant when = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      return Math.max(0, Duration.between(now, when).toSeconds());
    } catch (DateTimeException notADate) {
      return null;
    }
  }
}

package dev.stipend.web;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An error as a client sees it: an RFC 9457 problem with OpenAI's {@code error} member in it, so
 * that one body serves both kinds of client.
 *
 * @param detail what happened this time
 * @param help the way out
 * @param param the field that is to blame, if it is one
 * @param retryAfter when asking again makes sense
 * @param members further members, such as {@code errors} or {@code limit}
 */
public record Problem(
    ProblemCode code,
    String detail,
    String help,
    @Nullable String param,
    @Nullable Duration retryAfter,
    Map<String, Object> members) {

  public static final String CONTENT_TYPE = "application/problem+json";

  /** Asking again makes sense after that long, where nothing better is known. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> OWN =
      Set.of(
          "type",
          "title",
          "status",
          "detail",
          "instance",
          "code",
          "help",
          "documentation",
          "request_id",
          "error");

  public Problem {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    if (!Collections.disjoint(OWN, members.keySet())) {
      throw new IllegalArgumentException("a further member has the name of a standard one");
    }
  }

  public static Problem of(ProblemCode code, String detail) {
    Duration retryAfter = code.mayRetry() ? RETRY_AFTER : null;
    return new Problem(code, detail, code.help(), null, retryAfter, Map.of());
  }

  /** With another way out than the usual one of its code. */
  public Problem help(String better) {
    return new Problem(code, detail, better, param, retryAfter, members);
  }

  public Problem param(String field) {
    return new Problem(code, detail, help, field, retryAfter, members);
  }

  public Problem retryAfter(Duration delay) {
    return new Problem(code, detail, help, param, delay, members);
  }

  /** With a further member: a string, number, boolean, list or map of such. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, value);
    return new Problem(code, detail, help, param, retryAfter, more);
  }

  /** The body of the answer. */
  public String toJson(String requestId) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", code.uri());
    body.put("title", code.title());
    body.put("status", code.status());
    body.put("detail", detail);
    body.put("instance", requestId);
    body.put("code", code.code());
    body.put("help", help);
    body.put("documentation", code.documentation());
    body.put("request_id", requestId);
    body.putAll(members);
    body.put("error", openAiError());
    return JSON.writeValueAsString(body);
  }

  /** The object that OpenAI's clients read; all four members are always there. */
  public Map<String, @Nullable Object> openAiError() {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("message", detail + " " + help);
    error.put("type", code.openAiType());
    error.put("param", param);
    error.put("code", code.openAiCode());
    return error;
  }
}

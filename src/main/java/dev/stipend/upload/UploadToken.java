package dev.stipend.upload;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The right to send one file, for a few minutes.
 *
 * @param clientToken a secret of the seller's, not shown in text
 * @param pathname where the file will lie in the store
 */
public record UploadToken(String uploadId, String clientToken, String pathname, Instant expiresAt) {

  /** What the seller documents, for an answer that does not say. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  private static final Pattern PATHNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,899}");
  private static final Pattern TOKEN = Pattern.compile("[!-~]{8,4096}");

  /**
   * From the seller's answer to the payment.
   *
   * @param boughtAt for an answer that does not say when the token ends
   * @return empty where it is no token that can be used
   */
  public static Optional<UploadToken> read(String answer, Instant boughtAt) {
    try {
      JsonNode json = JsonMapper.shared().readTree(answer);
      String token = json.path("clientToken").asString("");
      String pathname = json.path("pathname").asString("");
      boolean isUsable =
          TOKEN.matcher(token).matches()
              && PATHNAME.matcher(pathname).matches()
              && !pathname.contains("//")
              && !pathname.contains("..");
      return isUsable
          ? Optional.of(
              new UploadToken(
                  json.path("uploadId").asString(""),
                  token,
                  pathname,
                  end(json.path("expiresAt").asString(""), boughtAt)))
          : Optional.empty();
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  private static Instant end(String text, Instant boughtAt) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException notSaid) {
      return boughtAt.plus(LIFE);
    }
  }

  public boolean isOver(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** The name of the store, which stands in the token before its last part. */
  public String store() {
    String[] parts = clientToken.split("_", -1);
    return parts.length < 2 ? "" : parts[parts.length - 2];
  }

  @Override
  public String toString() {
    return "UploadToken[" + uploadId + "]";
  }
}

package dev.stipend.web;

import dev.stipend.webhook.Delivery;
import dev.stipend.webhook.Webhook;
import dev.stipend.webhook.Webhooks;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Webhooks as teams and operators see them; a secret is in none but the first answer. */
public final class WebhookJson {

  private static final int URL_CHARS_MAX = 2_000;

  private WebhookJson() {}

  /** An address as it is written; the reason is in the exception if it is none. */
  public static URI url(String text) {
    try {
      URI url = new URI(text);
      boolean isWeb = "https".equalsIgnoreCase(url.getScheme()) || "http".equals(url.getScheme());
      if (!isWeb || url.getHost() == null || text.length() > URL_CHARS_MAX) {
        throw new IllegalArgumentException("it must be an https address");
      }
      if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
        throw new IllegalArgumentException("it must have no user and no fragment");
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it must be an https address", e);
    }
  }

  public static Map<String, @Nullable Object> made(Webhooks.Made made) {
    Map<String, @Nullable Object> json = webhook(made.webhook());
    json.put("secret", made.secret().reveal());
    return json;
  }

  public static Map<String, @Nullable Object> webhook(Webhook webhook) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", webhook.id().value());
    json.put("team", webhook.team().value());
    json.put("url", webhook.url().toString());
    json.put("active", webhook.isActive());
    json.put("disabled", webhook.disabled());
    json.put("createdAt", webhook.createdAt().toString());
    json.put("formerSecretUntil", text(webhook.sealed().formerUntil()));
    return json;
  }

  public static Map<String, @Nullable Object> delivery(Delivery delivery) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", delivery.messageId());
    json.put("jobId", delivery.job().value());
    json.put("state", delivery.state().text());
    json.put("attempts", delivery.attempts());
    json.put("outcome", delivery.outcome());
    json.put("createdAt", delivery.createdAt().toString());
    json.put("lastAt", text(delivery.lastAt()));
    json.put("nextAt", text(delivery.nextAt()));
    return json;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}

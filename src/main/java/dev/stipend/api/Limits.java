package dev.stipend.api;

import dev.stipend.budget.LimitUse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A limit and its use as clients see them, in answers and in errors alike. */
final class Limits {

  private Limits() {}

  static Map<String, Object> json(LimitUse use, Optional<Instant> resets) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("scope", use.limit().scope().text());
    json.put("window", use.limit().window().text());
    json.put("windowId", use.windowId());
    json.put("amount", use.limit().amount().toDollars());
    json.put("settled", use.settled().toDollars());
    json.put("held", use.held().toDollars());
    json.put("inDoubt", use.inDoubt().toDollars());
    json.put("left", use.left().toDollars());
    resets.ifPresent(end -> json.put("resets", end.toString()));
    return json;
  }
}

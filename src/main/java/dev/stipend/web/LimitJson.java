package dev.stipend.web;

import dev.stipend.budget.Budgets.CountingWindows;
import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Subject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Limits as clients and operators see them, in answers and in errors alike. */
public final class LimitJson {

  private LimitJson() {}

  /** A limit as it was set. */
  public static Map<String, Object> of(Limit limit) {
    Map<String, Object> json = named(limit);
    json.put("amount", limit.amount().toDollars());
    json.put("kind", limit.kind().text());
    json.put("thresholds", limit.thresholds());
    return json;
  }

  /**
   * A limit with its use.
   *
   * @param resets when it starts anew; empty for never
   */
  public static Map<String, Object> of(LimitUse use, Optional<Instant> resets) {
    Map<String, Object> json = named(use.limit());
    json.put("windowId", use.windowId());
    json.put("amount", use.amount().toDollars());
    if (!use.raised().isZero()) {
      json.put("raised", use.raised().toDollars());
    }
    json.put("settled", use.settled().toDollars());
    json.put("held", use.held().toDollars());
    json.put("inDoubt", use.inDoubt().toDollars());
    json.put("left", use.left().toDollars());
    resets.ifPresent(end -> json.put("resets", end.toString()));
    json.put("kind", use.limit().kind().text());
    json.put("thresholds", use.limit().thresholds());
    return json;
  }

  public static List<Map<String, Object>> of(List<LimitUse> uses, CountingWindows windows) {
    return uses.stream()
        .map(use -> of(use, windows.of(use.limit().scope()).end(use.limit().window())))
        .toList();
  }

  private static Map<String, Object> named(Limit limit) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", limit.id());
    json.put("scope", limit.scope().text());
    json.put("window", limit.window().text());
    switch (limit.subject()) {
      case Subject.All _ -> {}
      case Subject.OfClass(String name) -> json.put("class", name);
      case Subject.OfModel(String name) -> json.put("model", name);
    }
    return json;
  }
}

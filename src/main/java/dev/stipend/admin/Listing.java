package dev.stipend.admin;

import dev.stipend.ledger.Page;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How lists are asked for and answered: {@code limit}, {@code after}, and {@code next}. */
final class Listing {

  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 500;

  private Listing() {}

  /** What is accepted is never ignored: a parameter that is not known is an error. */
  static void only(RoutingContext context, String... known) {
    for (String name : context.queryParams().names()) {
      if (!List.of(known).contains(name)) {
        throw bad(name, "is not known here; known are: " + String.join(", ", known));
      }
    }
  }

  static int limit(RoutingContext context) {
    String text = context.request().getParam("limit");
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    if (!text.matches("[0-9]{1,3}") || text.matches("0+") || Integer.parseInt(text) > LIMIT_MAX) {
      throw bad("limit", "is not a number from 1 to " + LIMIT_MAX);
    }
    return Integer.parseInt(text);
  }

  static @Nullable String after(RoutingContext context) {
    String text = context.request().getParam("after");
    if (text != null && !text.matches("[0-9A-Za-z-]{1,64}")) {
      throw bad("after", "is not the next of an earlier answer");
    }
    return text;
  }

  /** A query parameter turned into what it means; absent stays absent. */
  static <T> @Nullable T parameter(
      RoutingContext context, String name, Function<String, @Nullable T> read) {
    String text = context.request().getParam(name);
    if (text == null) {
      return null;
    }
    try {
      return read.apply(text);
    } catch (IllegalArgumentException e) {
      throw bad(name, "is not valid: " + e.getMessage());
    } catch (RuntimeException e) {
      throw bad(name, "is not valid");
    }
  }

  static <T> Map<String, Object> json(Page<T> page, Function<T, Map<String, Object>> item) {
    return json(page.items().stream().map(item).toList(), page.next());
  }

  static Map<String, Object> json(List<Map<String, Object>> items, @Nullable String next) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("items", new ArrayList<>(items));
    json.put("next", next);
    return json;
  }

  private static ProblemException bad(String name, String reason) {
    return new ProblemException(
        Problem.of(ProblemCode.INVALID_BODY, "The query parameter " + name + " " + reason + ".")
            .help("Correct it or leave it out.")
            .param(name));
  }
}

package dev.stipend.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a port's routes say of a path that was asked for and is none of them. */
final class Paths {

  private static final String GENERATE = "/api/generate/:model/:operation";

  private static final int SHOWN_MAX = 100;

  private final Router router;

  Paths(Router router) {
    this.router = router;
  }

  /** What the routes of a path take; Vert.x answers 405 without saying. */
  String methods(String path) {
    return routes(path)
        .flatMap(route -> route.methods().stream())
        .map(HttpMethod::name)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** The way to what was probably meant. */
  Optional<String> meant(String path) {
    boolean isOperators = hasRoute("/livez");
    for (String prefix : new String[] {"/api", "/admin"}) {
      if (path.length() <= SHOWN_MAX && hasRoute(prefix + path)) {
        return Optional.of("Did you mean " + prefix + path + "?");
      }
    }
    if (path.startsWith("/admin") && !isOperators) {
      return Optional.of(
          "Operators' routes are on their own port: adminPort, 8081 unless it was set.");
    }
    if (path.startsWith("/api") && isOperators) {
      return Optional.of("Teams' routes are on their own port: port, 8080 unless it was set.");
    }
    boolean buys = path.startsWith("/v1") || path.startsWith("/api/generate");
    return buys && hasRoute(GENERATE.replace(":", ""))
        ? Optional.of(
            "Pictures and clips are bought with POST /api/generate/{model}/{operation}; GET"
                + " /api/models lists the paths that there are.")
        : Optional.empty();
  }

  private boolean hasRoute(String path) {
    return routes(path).findAny().isPresent();
  }

  private Stream<Route> routes(String path) {
    return router.getRoutes().stream()
        .filter(route -> route.getPath() != null && route.methods() != null)
        .filter(route -> isOf(route.getPath(), path));
  }

  private static boolean isOf(String route, String path) {
    String[] wanted = route.split("/", -1);
    String[] given = path.split("/", -1);
    return wanted.length == given.length
        && IntStream.range(0, wanted.length)
            .allMatch(
                i -> wanted[i].startsWith(":") ? !given[i].isEmpty() : wanted[i].equals(given[i]));
  }
}

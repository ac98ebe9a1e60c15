package dev.stipend.web;

import dev.stipend.ledger.BooksUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns problems, failures and unmatched routes into answers. */
public final class Problems implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final int PATH_SHOWN_MAX = 100;

  private final Paths paths;

  private Problems(Router router) {
    this.paths = new Paths(router);
  }

  /** To be called before the routes are added: every failure of theirs ends here. */
  public static void install(Router router) {
    Problems problems = new Problems(router);
    router.route().failureHandler(problems);
    for (int status : new int[] {400, 404, 405, 406, 413, 415, 500}) {
      router.errorHandler(status, problems);
    }
  }

  /** Answers with a problem. */
  public static Future<Void> send(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return Future.succeededFuture();
    }
    if (response.headWritten()) {
      // Part of another answer is out: only a broken connection still tells the client.
      return response.reset();
    }
    response
        .setStatusCode(problem.code().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
        .putHeader("x-should-retry", Boolean.toString(problem.code().mayRetry()));
    Duration retryAfter = problem.retryAfter();
    if (retryAfter != null) {
      long millis = Math.max(1, retryAfter.toMillis());
      response
          .putHeader("retry-after-ms", Long.toString(millis))
          .putHeader(HttpHeaders.RETRY_AFTER, Long.toString((millis + 999) / 1000));
    }
    if (problem.code().status() == 401) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    return response.end(problem.toJson(RequestIds.of(context)));
  }

  @Override
  public void handle(RoutingContext context) {
    if (context.response().closed() || context.failure() instanceof HttpClosedException) {
      // The client hung up: nobody is left to answer, and nothing broke here.
      return;
    }
    if (context.statusCode() == ProblemCode.METHOD_NOT_ALLOWED.status()) {
      context.response().putHeader(HttpHeaders.ALLOW, paths.methods(context.normalizedPath()));
    }
    send(context, problem(context))
        .onFailure(
            e ->
                LOG.atDebug()
                    .addKeyValue("request_id", RequestIds.of(context))
                    .log("answer not sent"));
  }

  private Problem problem(RoutingContext context) {
    if (context.failure() instanceof ProblemException e) {
      return e.problem();
    }
    if (context.failure() instanceof BooksUnavailableException e) {
      LOG.atError()
          .addKeyValue("request_id", RequestIds.of(context))
          .addKeyValue("reason", e.getMessage())
          .log("the books are away");
      return Problem.of(
          ProblemCode.BUDGET_UNAVAILABLE, "The books cannot be read or written at the moment.");
    }
    String asked = context.request().method() + " " + shown(context.request().path());
    return switch (context.statusCode()) {
      case 400, 404 -> {
        Problem unknown =
            Problem.of(ProblemCode.ROUTE_NOT_FOUND, "There is no route " + asked + ".");
        yield paths.meant(context.normalizedPath()).map(unknown::help).orElse(unknown);
      }
      case 405 -> {
        String methods = paths.methods(context.normalizedPath());
        Problem problem =
            Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "There is a route, but not " + asked + ".");
        yield methods.isEmpty()
            ? problem
            : problem.help("Use " + methods + ", as the header Allow says.");
      }
      case 413 -> Problem.of(ProblemCode.BODY_TOO_LARGE, "The body is larger than allowed.");
      case 406, 415 ->
          Problem.of(
              ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The route does not speak that media type.");
      default -> internal(context);
    };
  }

  private static Problem internal(RoutingContext context) {
    LOG.atError()
        .setCause(context.failure())
        .addKeyValue("request_id", RequestIds.of(context))
        .log("request failed");
    return Problem.of(ProblemCode.INTERNAL_ERROR, "Something broke inside the gateway.");
  }

  private static String shown(String path) {
    return path.length() <= PATH_SHOWN_MAX ? path : path.substring(0, PATH_SHOWN_MAX) + "…";
  }
}

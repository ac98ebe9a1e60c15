package dev.stipend.api;

import io.vertx.ext.web.RoutingContext;

/** The seller's two families of routes. Who calls in one is answered in it. */
enum Family {
  NEW("/api/generate/", "/api/jobs"),
  OLD("/api/x402/", "/api/x402/jobs");

  private final String generate;
  private final String jobs;

  Family(String generate, String jobs) {
    this.generate = generate;
    this.jobs = jobs;
  }

  static Family of(RoutingContext context) {
    return context.normalizedPath().startsWith(OLD.generate) ? OLD : NEW;
  }

  /** The route that buys. */
  String generate() {
    return generate + ":model/:operation";
  }

  String generate(String id) {
    return generate + id;
  }

  /** The route of all jobs. */
  String jobs() {
    return jobs;
  }

  /** The route of one. */
  String job() {
    return jobs + "/:id";
  }
}

package dev.stipend.api;

import io.vertx.ext.web.RoutingContext;

/** The seller's two families of routes. Who calls in one is answered in it. */
enum Family {
  NEW("/api/generate/", "/api/jobs", "/api/upload"),
  OLD("/api/x402/", "/api/x402/jobs", "/api/x402/uploads");

  private final String generate;
  private final String jobs;
  private final String upload;

  Family(String generate, String jobs, String upload) {
    this.generate = generate;
    this.jobs = jobs;
    this.upload = upload;
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

  /** The route that brings a file, or buys a token for one. */
  String upload() {
    return upload;
  }

  String confirmation() {
    return upload + "/confirm";
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

package dev.stipend.upstream;

/**
 * Where the seller's routes lie. They have moved before, so they are templates: {@code {model}},
 * {@code {operation}} and {@code {id}} are filled in.
 */
public record UpstreamPaths(
    String generate, String job, String jobs, String upload, String confirmation) {

  public static final UpstreamPaths DEFAULT =
      new UpstreamPaths(
          "/api/generate/{model}/{operation}",
          "/api/jobs/{id}",
          "/api/jobs",
          "/api/upload",
          "/api/upload/confirm");

  /** The model that is no model: what the seller sells as a token for one file. */
  private static final String UPLOAD = "upload";

  public UpstreamPaths {
    require(generate, "{model}", "{operation}");
    require(job, "{id}");
    require(jobs);
    require(upload);
    require(confirmation);
  }

  /** Where something is bought. */
  String sale(String model, String operation) {
    return model.equals(UPLOAD) ? upload : generate(model, operation);
  }

  /** Names of models and operations, and ids, need no escaping: their own types see to that. */
  String generate(String model, String operation) {
    return generate.replace("{model}", model).replace("{operation}", operation);
  }

  String job(String id) {
    return job.replace("{id}", id);
  }

  String jobs(int limit) {
    return jobs + "?limit=" + limit;
  }

  private static void require(String template, String... parts) {
    if (!template.matches("/[A-Za-z0-9._~/{}-]*") || template.startsWith("//")) {
      throw new IllegalArgumentException("a path starts with one slash and has no query");
    }
    for (String part : parts) {
      if (!template.contains(part)) {
        throw new IllegalArgumentException("the path " + template + " must contain " + part);
      }
    }
  }
}

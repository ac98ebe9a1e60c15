package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A team that buys. */
record Customer(String team, String secret, Http http) {

  static final String PICTURE = "/api/generate/nano-banana-pro/generate";
  static final String CLIP = "/api/generate/veo-3.1/generate";

  /** A team of its own for a test, with a monthly limit. */
  static Customer of(Http admin, Http teams, String team, String limit) {
    assertThat(admin.post("/admin/teams", Map.of("id", team)).status()).isEqualTo(201);
    Reply limited =
        admin.post(
            "/admin/limits",
            Map.of("scope", "team:" + team, "window", "month", "amount", limit, "kind", "hard"));
    assertThat(limited.status()).isEqualTo(201);
    Reply issued = admin.post("/admin/keys", Map.of("team", team, "role", "team"));
    assertThat(issued.status()).isEqualTo(201);
    String secret = issued.at("/secret");
    return new Customer(team, secret, teams.with(secret));
  }

  Reply buyPicture(String prompt) {
    return http.post(PICTURE, Map.of("prompt", prompt));
  }

  /** With an idempotency id. */
  Reply buyPicture(String id, String prompt) {
    return http.naming(id).post(PICTURE, Map.of("prompt", prompt));
  }

  Reply job(String id) {
    return http.get("/api/jobs/" + id);
  }

  /** The job once it has ended, well or not. */
  JsonNode ended(String id) {
    return Eventually.find(
        "the end of job " + id,
        () ->
            Optional.of(job(id).json())
                .filter(job -> !job.path("status").asString("").matches("pending|loading")));
  }

  /** The team's monthly limit with its use. */
  JsonNode limit() {
    for (JsonNode limit : http.get("/api/budget").json().get("limits")) {
      if (limit.get("scope").asString().equals("team:" + team)) {
        return limit;
      }
    }
    throw new AssertionError("no limit on " + team);
  }

  @Override
  public String toString() {
    return "Customer[" + team + "]";
  }
}

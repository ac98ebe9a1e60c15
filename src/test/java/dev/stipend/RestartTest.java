package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The gateway as a process that stops, dies and starts again on the same data. */
class RestartTest {

  @Test
  void secondStartHasForgottenNothingAndShowsNoSecret() {
    Path data = RunningGateway.newFolder();
    String team;
    String operator;
    String job;
    byte[] picture;
    try (GatewayProcess first = GatewayProcess.start(data, Map.of())) {
      team = first.printed("Team API key: (.*)");
      operator = first.printed("Admin API key: (.*)");
      Customer demo = new Customer("demo", team, first.teams(team));
      job = demo.buyPicture("lighthouse-1", "A lighthouse").at("/jobId");
      assertThat(demo.ended(job).get("status").asString()).isEqualTo("complete");
      picture = demo.http().get("/api/jobs/" + job + "/content").bytes();
      assertThat(first.admin(operator).get("/admin/teams").status()).isEqualTo(200);
    }

    try (GatewayProcess second = GatewayProcess.start(data, Map.of())) {
      Customer demo = new Customer("demo", team, second.teams(team));
      assertThat(demo.limit().get("amount").asString()).isEqualTo("5.00");
      assertThat(demo.limit().get("settled").asString()).isEqualTo("0.134");
      assertThat(demo.job(job).at("/status")).isEqualTo("complete");
      Reply repeated = demo.buyPicture("lighthouse-1", "A lighthouse");
      assertThat(repeated.status()).isEqualTo(200);
      assertThat(repeated.at("/jobId")).isEqualTo(job);
      assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
      Reply again = demo.http().get("/api/jobs/" + job + "/content");
      assertThat(again.bytes()).isEqualTo(picture);
      JsonNode treasury = second.admin(operator).get("/admin/treasury").json();
      assertThat(treasury.get("spent").asString()).isEqualTo("0.134");
      assertThat(treasury.get("onChain").asString()).isEqualTo("999.866");
      assertThat(treasury.get("free").asString()).isEqualTo("999.866");
      assertThat(demo.buyPicture("Another lighthouse").status()).isEqualTo(200);
      assertThat(second.output()).doesNotContain("API key:").doesNotContain("stp_");
    }
  }

  @Test
  void gatewayWhoseRedisDiesEndsAndSaysSo() {
    try (GatewayProcess gateway = GatewayProcess.start(RunningGateway.newFolder(), Map.of())) {
      gateway.children().stream()
          .filter(child -> child.info().command().orElse("").contains("redis"))
          .forEach(ProcessHandle::destroyForcibly);

      assertThat(gateway.awaitEnd()).isEqualTo(1);
      assertThat(gateway.output()).contains("The embedded Redis ended by itself");
    }
  }
}

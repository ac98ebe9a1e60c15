package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** M7: to anybody else, a team's job does not exist. */
class OwnJobsTest {

  private static RunningGateway gateway;
  private static Customer owner;
  private static Customer stranger;
  private static String job;
  private static String otherJob;
  private static String link;

  @BeforeAll
  static void start() {
    gateway = RunningGateway.start();
    owner = gateway.customer("5.00");
    stranger = gateway.customer("5.00");
    job = owner.buyPicture("a secret").at("/jobId");
    otherJob = owner.buyPicture("another secret").at("/jobId");
    link = owner.ended(job).at("/result/imageUrl").asString();
    assertThat(owner.ended(otherJob).get("status").asString()).isEqualTo("complete");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void anotherTeamSeesNoJob() {
    for (String path : List.of("/api/jobs/" + job, "/api/jobs/" + job + "/content")) {
      Reply seen = stranger.http().get(path);

      assertThat(seen.status()).as(path).isEqualTo(404);
      assertThat(seen.at("/code")).isEqualTo("job_not_found");
      assertThat(seen.text()).doesNotContain("secret");
    }
    assertThat(stranger.http().get("/api/jobs").json().get("jobs")).isEmpty();
    assertThat(owner.http().get("/api/jobs").json().get("jobs")).hasSize(2);
  }

  @Test
  void anotherTeamsJobAnswersAsOneThatNeverWas() {
    String unknown = job.substring(0, job.length() - 4) + "0000";

    Reply foreign = stranger.job(job);
    Reply missing = stranger.job(unknown);

    assertThat(withoutRequestId(foreign)).isEqualTo(withoutRequestId(missing));
  }

  @Test
  void operatorsAreNoTeamAndGetNoJob() {
    Http operator = stranger.http().with(RunningGateway.OPERATOR);

    for (String path : List.of("/api/jobs", "/api/jobs/" + job, "/api/jobs/" + job + "/content")) {
      Reply seen = operator.get(path);

      assertThat(seen.status()).as(path).isEqualTo(403);
      assertThat(seen.at("/code")).isEqualTo("role_not_allowed");
    }
  }

  @Test
  void linkOpensItsOwnJobOnly() {
    Http anybody = gateway.team().with(null);
    assertThat(anybody.get(link).status()).isEqualTo(200);

    Reply turned = anybody.get(link.replace(job, otherJob));

    assertThat(turned.status()).isEqualTo(401);
    assertThat(turned.at("/help")).contains("fresh link");
  }

  @Test
  void linkOpensNothingButTheContent() {
    Reply status = gateway.team().with(null).get(link.replace("/content", ""));

    assertThat(status.status()).isEqualTo(401);
    assertThat(status.at("/code")).isEqualTo("missing_api_key");
  }

  @Test
  void forgedLinkIsRefused() {
    String expires = link.replaceAll(".*expires=([0-9]+).*", "$1");
    String signature = link.replaceAll(".*signature=([0-9a-f]+).*", "$1");
    Http anybody = gateway.team().with(null);

    for (String forged :
        List.of(
            link.replace(expires, Long.toString(Long.parseLong(expires) + 60)),
            link.replace(expires, "1"),
            link.replace(expires, "99999999999999999999"),
            link.replace(expires, ""),
            link.replace(signature, "0".repeat(signature.length())),
            link.replace(signature, ""),
            link.replace(signature, signature.substring(1)))) {
      assertThat(anybody.get(forged).status()).as(forged).isEqualTo(401);
    }
  }

  private static String withoutRequestId(Reply reply) {
    return reply.text().replaceAll("req_[0-9a-f]+", "");
  }
}

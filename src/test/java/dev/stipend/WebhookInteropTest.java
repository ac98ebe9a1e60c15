package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.WebhookReceiver.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.json.JsonMapper;

/** The library that receivers use takes our messages for what they are. */
@EnabledIf(value = "dev.stipend.InteropPackages#areThere", disabledReason = InteropPackages.SKIPPED)
class WebhookInteropTest {

  @Test
  void theLibraryOfStandardWebhooksAcceptsBothSecretsAfterARotationAndNoOther() throws Exception {
    try (RunningGateway gateway =
            RunningGateway.start(
                RunningGateway.newFolder(), Map.of("STIPEND_WEBHOOKS_ALLOW_PRIVATE", "true"));
        WebhookReceiver receiver = WebhookReceiver.start(count -> 200)) {
      Customer customer = gateway.customer("5.00");
      Reply made = customer.http().post("/api/webhooks", Map.of("url", receiver.url()));
      Reply rotated = customer.http().post("/api/webhooks/" + made.at("/id") + "/rotate", Map.of());
      Message message = receiver.next(customer.buyPicture("x").at("/jobId"));

      assertThat(verify(made.at("/secret"), message)).isEqualTo("job.completed");
      assertThat(verify(rotated.at("/secret"), message)).isEqualTo("job.completed");
      assertThat(verify("whsec_" + "A".repeat(43) + "=", message)).isEmpty();
    }
  }

  /** What the library says; empty if it refuses. */
  private static String verify(String secret, Message message) throws IOException {
    Process node =
        new ProcessBuilder("node", "verify.mjs")
            .directory(InteropPackages.folder().toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(InteropPackages.log().toFile()))
            .start();
    try (var in = node.getOutputStream()) {
      in.write(
          JsonMapper.shared()
              .writeValueAsBytes(
                  Map.of(
                      "secret",
                      secret,
                      "body",
                      message.body(),
                      "headers",
                      Map.of(
                          "webhook-id",
                          message.id(),
                          "webhook-timestamp",
                          message.headers().getOrDefault("webhook-timestamp", ""),
                          "webhook-signature",
                          message.headers().getOrDefault("webhook-signature", "")))));
    }
    return new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}

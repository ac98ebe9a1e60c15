package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a restart on the same folder remembers. */
class RestartTest extends SandboxFixture {

  @TempDir Path folder;

  @Test
  void aRestartForgetsNothingThatWasTold() throws Exception {
    Sandbox first = start(folder);
    Buyer before = Buyer.ofVectors(first);
    first.fundOnce(before.address(), FUNDS).await();
    ObjectNode offer = before.quote(Buyer.PICTURE, Buyer.FOX);
    String payment = before.payment(offer);
    String id = Buyer.json(before.pay(Buyer.PICTURE, Buyer.FOX, payment)).path("jobId").asString();
    first.chain().advance(Duration.ofSeconds(100));
    byte[] picture = before.get(Buyer.link(before.job(id), "imageUrl").getPath()).body();
    List<SandboxTransfer> transfers = first.chain().transfers();
    Duration offset = first.chain().offset();
    first.close().await();

    Sandbox second = start(folder);
    Buyer after = Buyer.ofVectors(second);
    second.fundOnce(after.address(), FUNDS).await();

    assertThat(second.chain().transfers()).isEqualTo(transfers);
    assertThat(second.chain().balance(after.address())).isEqualTo(FUNDS - 134_000);
    assertThat(second.chain().offset()).isEqualTo(offset);
    assertThat(second.jobsCreated()).isEqualTo(1);
    assertThat(after.get(Buyer.link(after.job(id), "imageUrl").getPath()).body())
        .isEqualTo(picture);
    assertThat(after.pay(Buyer.PICTURE, Buyer.FOX, payment).statusCode()).isEqualTo(402);
    second.close().await();
  }

  @Test
  void aTornLastLineIsDroppedAndWritingGoesOn() throws Exception {
    Sandbox first = start(folder);
    first.fundOnce(buyer.address(), FUNDS).await();
    first.close().await();
    Path journal = folder.resolve("sandbox.jsonl");
    Files.writeString(journal, "{\"event\":\"transfer\",\"fr", StandardOpenOption.APPEND);

    Sandbox second = start(folder);
    second.fundOnce(sandbox.payee(), 7).await();
    second.close().await();
    Sandbox third = start(folder);

    assertThat(third.chain().transfers()).hasSize(2);
    third.close().await();
  }

  @Test
  void aBrokenLineInTheMiddleIsNotPassedOver() throws Exception {
    Files.writeString(folder.resolve("sandbox.jsonl"), "{\"event\":\n{}\n");

    assertThatThrownBy(() -> start(folder)).hasMessageContaining("line 1 of");
  }

  @Test
  void twoSandboxesDoNotShareAFolder() throws Exception {
    Sandbox first = start(folder);

    assertThatThrownBy(() -> start(folder));
    first.close().await();
  }
}

package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import dev.stipend.chain.WalletKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A wallet whose key is elsewhere: without a signature nothing is bought, and nothing is lost. */
class SignerAwayTest {

  @Test
  void nothingIsBoughtOrHeldWhileTheRemoteSignerIsAway() throws IOException {
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    try (OutsideSeller seller = OutsideSeller.start()) {
      Map<String, String> environment = new HashMap<>(seller.environment());
      environment.remove("STIPEND_WALLET_KEY");
      environment.put("STIPEND_WALLET_SIGNER", "http://127.0.0.1:" + silent.getLocalPort());
      environment.put(
          "STIPEND_WALLET_ADDRESS", WalletKey.fromHex(seller.walletKey()).address().hex());
      environment.put("STIPEND_WALLET_NONCE_KEY", "c".repeat(64));
      try (RunningGateway gateway = RunningGateway.start(RunningGateway.newFolder(), environment)) {
        Customer customer = gateway.customer("5.00");

        Reply slow = customer.buyPicture("while it is silent");
        silent.close();
        Reply away = customer.buyPicture("while it is away");

        for (Reply reply : new Reply[] {slow, away}) {
          assertThat(reply.status()).as("%s", reply).isEqualTo(503);
          assertThat(reply.at("/code")).isEqualTo("signer_unavailable");
          assertThat(reply.header("x-should-retry")).isEqualTo("true");
        }
        assertThat(customer.limit().get("left").asString()).isEqualTo("5.00");
        assertThat(gateway.books().spends())
            .allSatisfy(spend -> assertThat(spend.get("state").asString()).isEqualTo("voided"));
        gateway.books().equal(seller.sandbox().chain().transfers());
      }
    }
  }
}

package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedisAwayTest {

  @Test
  void whoNamesARedisThatIsNotThereIsToldWhichSettingAndWhere() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      free = socket.getLocalPort();
    }

    AssertionError failed =
        assertThrows(
            AssertionError.class,
            () ->
                RunningGateway.start(
                    RunningGateway.newFolder(),
                    Map.of("STIPEND_REDIS", "redis://:hush@127.0.0.1:" + free)));

    assertThat(failed.getCause())
        .hasMessageContaining("Redis at 127.0.0.1:" + free + " does not answer")
        .hasMessageContaining("Is it running")
        .hasMessageContaining("STIPEND_REDIS")
        .hasMessageNotContaining("hush");
  }
}

package dev.stipend.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.stipend.x402.Signature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump of the heap, as is taken of a process in trouble, must be safe to hand on. */
class KeyOutsideTheHeapTest {

  private static final byte MASK = 0x5a;

  @TempDir Path folder;

  @Test
  void aDumpOfTheHeapShowsNoKey() throws IOException {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    byte[] masked = masked(secret);
    byte[] witness = new byte[32];
    new SecureRandom().nextBytes(witness);

    WalletKey key = WalletKey.taking(secret);
    assumeTrue(key.isQuick());
    Signature signature = key.sign(new byte[32]);
    String dump = folder.resolve("heap.hprof").toString();
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump, true);

    assertThat(signature).isEqualTo(key.sign(new byte[32]));
    assertThat(secret).containsOnly(0);
    assertThat(shows(dump, masked(witness))).isTrue();
    assertThat(shows(dump, masked)).isFalse();
    assertThat(witness).isNotEqualTo(secret);
  }

  /** What is looked for is unmasked byte by byte, so that looking does not put it there. */
  private static boolean shows(String file, byte[] masked) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(file))) {
      MappedByteBuffer dump = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      int last = dump.limit() - masked.length;
      for (int begin = 0; begin <= last; begin++) {
        int same = 0;
        while (same < masked.length && dump.get(begin + same) == (byte) (masked[same] ^ MASK)) {
          same++;
        }
        if (same == masked.length) {
          return true;
        }
      }
      return false;
    }
  }

  private static byte[] masked(byte[] bytes) {
    byte[] masked = bytes.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK;
    }
    return masked;
  }
}

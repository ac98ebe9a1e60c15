package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contracts of the interop tests are recorded as code, and reviewed as sources. */
@EnabledIf(value = "dev.stipend.InteropPackages#areThere", disabledReason = InteropPackages.SKIPPED)
class ContractsTest {

  @Test
  void recordedCodeIsWhatTheSourcesCompileTo() throws IOException {
    assertThat(InteropPackages.run("node", "compile.mjs", "compiled.json")).isTrue();

    assertThat(Files.readString(InteropPackages.folder().resolve("compiled.json")))
        .isEqualTo(Files.readString(Path.of("src/test/interop/contracts.json")));
  }
}

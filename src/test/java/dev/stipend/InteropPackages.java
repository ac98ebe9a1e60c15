package dev.stipend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packages that the interop tests run against, installed once into the build's folder. Where
 * Node is missing, or the packages cannot be had, those tests are skipped.
 */
final class InteropPackages {

  static final String SKIPPED =
      "Node with npm, and the packages of src/test/interop, are not there";

  private static final Path SOURCE = Path.of("src/test/interop");
  private static final Path FOLDER = Path.of("target/interop");
  private static final String ANVIL = "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";
  private static final String COMPILER = "node_modules/solc/package.json";
  private static final String RETRIES = "--fetch-retries=1";
  private static final int INSTALL_MINUTES_MAX = 3;

  private InteropPackages() {}

  /** Named by the tests' conditions. */
  static boolean areThere() {
    return Installed.YES;
  }

  static Path folder() {
    return FOLDER;
  }

  /** Where the sellers of all tests complain. */
  static Path log() {
    return FOLDER.resolve("seller.log");
  }

  private static boolean install() {
    try {
      boolean isNew = copy();
      if (!run("node", "--version")) {
        return false;
      }
      boolean isInstalled =
          !isNew
              && Files.exists(FOLDER.resolve("node_modules/.package-lock.json"))
              && Files.exists(FOLDER.resolve(COMPILER));
      return (isInstalled
              || run("npm", "ci", "--include=dev", "--ignore-scripts", "--prefer-offline", RETRIES))
          && (Files.exists(FOLDER.resolve(ANVIL)) || run("anvil", "--version"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether other packages are wanted than the last time. */
  private static boolean copy() throws IOException {
    Files.createDirectories(FOLDER);
    Path lock = lock(FOLDER);
    boolean isNew = Files.notExists(lock) || Files.mismatch(lock, lock(SOURCE)) >= 0;
    try (Stream<Path> files = Files.list(SOURCE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return isNew;
  }

  private static Path lock(Path folder) {
    return folder.resolve("package-lock.json");
  }

  /** In their folder. */
  static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(FOLDER.resolve("npm.log").toFile())
              .start();
      if (process.waitFor(INSTALL_MINUTES_MAX, TimeUnit.MINUTES)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException notInstalled) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Found out once. */
  private static final class Installed {
    private static final boolean YES = install();
  }
}

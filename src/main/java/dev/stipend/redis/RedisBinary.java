package dev.stipend.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A redis-server that runs on this machine. */
record RedisBinary(String command, int major) {

  /** From this version on the append-only file is a folder, which older versions do not see. */
  private static final int FOLDER_MAJOR = 7;

  private static final String FOLDER_NAME = "appendonlydir";
  private static final Pattern VERSION = Pattern.compile("v=(\\d{1,4})\\.");
  private static final int VERSION_SECONDS_MAX = 5;
  private static final int HASH_DIGITS = 16;

  /** The one this program carries, else the one on the PATH. */
  static RedisBinary find(Path home) {
    int majorMin = Files.isDirectory(home.resolve(FOLDER_NAME)) ? FOLDER_MAJOR : 0;
    List<String> tried = new ArrayList<>();
    carried(home).map(Path::toString).ifPresent(tried::add);
    tried.add("redis-server");
    for (String command : tried) {
      Optional<RedisBinary> found =
          major(command)
              .filter(major -> major >= majorMin)
              .map(major -> new RedisBinary(command, major));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new EmbeddedRedisException(
        majorMin == 0
            ? "No redis-server runs on this machine: neither the built-in one nor one on the PATH."
                + " Install Redis (Debian: apt install redis-server), or set redis to the address"
                + " of an external one."
            : "The data in "
                + home
                + " was written by Redis 7 or newer, and no such redis-server is on the PATH."
                + " Install it, so that nothing is forgotten.");
  }

  /** The name holds the content's hash, so that another version never takes an old file's place. */
  private static Optional<Path> carried(Path home) {
    Optional<String> resource = resource();
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = RedisBinary.class.getResourceAsStream(resource.get())) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] content = in.readAllBytes();
      Path folder = Files.createDirectories(home.resolve("bin"));
      Path file = folder.resolve("redis-server-" + hash(content));
      if (Files.notExists(file) || Files.size(file) != content.length) {
        Path draft = Files.createTempFile(folder, "redis-server", ".tmp");
        Files.write(draft, content);
        boolean executable = draft.toFile().setExecutable(true);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return executable ? Optional.of(file) : Optional.empty();
      }
      return Optional.of(file);
    } catch (IOException e) {
      throw new EmbeddedRedisException("The built-in Redis cannot be written to " + home, e);
    }
  }

  private static Optional<String> resource() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    boolean arm = machine.equals("aarch64");
    if (!arm && !machine.equals("amd64") && !machine.equals("x86_64")) {
      return Optional.empty();
    }
    if (system.startsWith("linux")) {
      return Optional.of(
          arm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64");
    }
    return system.startsWith("mac")
        ? Optional.of("/redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64"))
        : Optional.empty();
  }

  /** Empty if it does not run here, whether it is missing or lacks a library. */
  private static Optional<Integer> major(String command) {
    try {
      Process process = new ProcessBuilder(command, "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(VERSION_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(output);
      boolean runs = process.exitValue() == 0 && version.find();
      return runs ? Optional.of(Integer.valueOf(version.group(1))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

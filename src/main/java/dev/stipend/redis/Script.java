package dev.stipend.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Lua script of {@code resources/redis}, with what Redis calls it once it has been loaded.
 *
 * @param isOfBooks whether it moves money: then it lies on the node of the books, and is safe to
 *     repeat with the same arguments, because it finds by id that it was run before. It gets the
 *     identity of the books that are meant as its last argument.
 */
record Script(String name, String source, String sha, boolean isOfBooks) {

  /** A script that moves money: it shares the books' functions. */
  static Script ofBooks(String name) {
    return ofBooks("", name);
  }

  /** A script of the books that looks at limits, and at what stands before the treasury. */
  static Script ofLimits(String name) {
    return ofBooks(resource("adding") + resource("limits") + resource("guard"), name);
  }

  /** A script of the books that looks only at what stands before the treasury. */
  static Script ofGuard(String name) {
    return ofBooks(resource("guard"), name);
  }

  /** A script of the books that writes limits. */
  static Script ofLines(String name) {
    return ofBooks(resource("lines"), name);
  }

  /** A script of the books whose rows are summed up. */
  static Script ofSums(String name) {
    return ofBooks(resource("sums"), name);
  }

  /** A script of the books that holds them against the chain. */
  static Script ofConfirming(String name) {
    return ofBooks(
        Stream.of("adding", "limits", "guard", "sums", "confirming", "rebuilding", "finding")
            .map(Script::resource)
            .collect(Collectors.joining()),
        name);
  }

  private static Script ofBooks(String shared, String name) {
    String before = resource("time") + resource("books") + resource("counting");
    return of(name, before + shared + resource(name), true);
  }

  static Script of(String name) {
    return of(name, resource(name), false);
  }

  private static Script of(String name, String source, boolean isOfBooks) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      return new Script(name, source, HexFormat.of().formatHex(digest), isOfBooks);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream("/redis/" + name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("the script " + name + ".lua is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

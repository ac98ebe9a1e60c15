package dev.stipend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What a request to Redis is about, for people: the script it runs, or else its command. A script
 * is learned from the first request that carries its source, and known by its digest from then on.
 */
final class ScriptNames {

  private static final Pattern HEADER = Pattern.compile("(?m)^-- ([a-z_]+): ");
  private static final Pattern QUEUE = Pattern.compile("stipend:\\{(\\w+)}:(open|due)");

  private final Map<String, String> bySha = new ConcurrentHashMap<>();

  String of(List<String> request) {
    String command = request.isEmpty() ? "" : request.getFirst().toLowerCase(Locale.ROOT);
    return switch (command) {
      case "eval" -> learn(request.get(1)) + queue(request.get(3));
      case "evalsha" -> bySha.getOrDefault(request.get(1), "unknown") + queue(request.get(3));
      default -> command;
    };
  }

  private static String queue(String key) {
    return QUEUE.matcher(key).matches() ? " " + key.substring(key.lastIndexOf(':') + 1) : "";
  }

  private String learn(String source) {
    String name =
        HEADER
            .matcher(source)
            .results()
            .map(result -> result.group(1))
            .filter(found -> resource(found).filter(source::endsWith).isPresent())
            .findFirst()
            .orElse("unknown");
    bySha.put(sha(source), name);
    return name;
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = ScriptNames.class.getResourceAsStream("/redis/" + name + ".lua")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha(String source) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}

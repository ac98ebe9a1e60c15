package dev.stipend.bench;

import dev.stipend.redis.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that a gateway sends, word for word, as MONITOR shows them. */
final class Overheard {

  private static final String END = "that was all";
  private static final int PATIENCE_MILLIS = 10_000;

  /** What scripts call is shown with {@code lua} in the place of the client's address. */
  private static final Pattern SENT = Pattern.compile("^\\+[0-9.]+ \\[\\d+ (?!lua])[^]]+] (.*)$");

  /** Possessive, since a word may be a whole script, and backing up would need as deep a stack. */
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");

  private static final Pattern ESCAPED = Pattern.compile("\\\\(x([0-9a-f]{2})|.)");

  private Overheard() {}

  static List<List<String>> during(RedisServer server, Runnable what) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
      answers.readLine();
      what.run();
      server.cli("ECHO", END);
      return read(answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<String>> read(BufferedReader answers) throws IOException {
    List<List<String>> commands = new ArrayList<>();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      Matcher sent = SENT.matcher(line);
      if (sent.matches()) {
        List<String> words = words(sent.group(1));
        if (words.contains(END)) {
          return commands;
        }
        commands.add(words);
      }
    }
    throw new IOException("Redis stopped telling what it is asked");
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(word -> plain(word.group(1))).toList();
  }

  private static String plain(String word) {
    return ESCAPED
        .matcher(word)
        .replaceAll(
            escape -> {
              String text =
                  switch (escape.group(1).charAt(0)) {
                    case 'n' -> "\n";
                    case 'r' -> "\r";
                    case 't' -> "\t";
                    case 'x' -> Character.toString(Integer.parseInt(escape.group(2), 16));
                    default -> escape.group(1);
                  };
              return Matcher.quoteReplacement(text);
            });
  }
}

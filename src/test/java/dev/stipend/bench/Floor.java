package dev.stipend.bench;

import io.vertx.redis.client.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The same script from {@code redis-benchmark}, which does nothing but send and wait. */
final class Floor {

  private static final Pattern RATE = Pattern.compile("([0-9]+\\.[0-9]+) requests per second");

  /** What redis-benchmark replaces by twelve digits, which are good letters of a spend id. */
  private static final String DIGITS = "__rand_int__";

  /** The greatest number it draws below. */
  private static final String NUMBERS = "2147483647";

  /** In no id: it has a letter that ids do without. */
  private static final String TURN = "turn";

  private final Books books;

  private final List<String> command;

  private int turns;

  private Floor(Books books, List<String> command) {
    this.books = books;
    this.command = command;
  }

  /** Takes the command from the mouth of a gateway: its last reservation is sent again. */
  static Floor overheard(Books books, Runnable reservation, String spend) {
    List<List<String>> heard =
        Overheard.during(books.server(), reservation).stream()
            .filter(words -> words.getFirst().equalsIgnoreCase("EVALSHA") && words.contains(spend))
            .toList();
    if (heard.size() != 1) {
      throw new IllegalStateException("a reservation is one script, not " + heard.size());
    }
    String any =
        spend.substring(0, spend.length() - TURN.length() - DIGITS.length()) + TURN + DIGITS;
    return new Floor(
        books, heard.getFirst().stream().map(word -> word.replace(spend, any)).toList());
  }

  /** Sends it so often, over as many connections as a gateway has, with as many under way. */
  Turn turn(int calls, int inFlight) {
    int connections = Math.min(inFlight, books.loops().size());
    List<String> line =
        new ArrayList<>(
            List.of("redis-benchmark", "-p", Integer.toString(books.server().port()), "-q"));
    line.addAll(List.of("-c", Integer.toString(connections), "-n", Integer.toString(calls)));
    line.addAll(List.of("-P", Integer.toString(inFlight / connections), "-r", NUMBERS));
    line.addAll(words(DIGITS));
    Meter before = Meter.read(books);
    line.add(line.indexOf("-q"), "-e");
    String printed = run(line);
    if (printed.contains("Error from server")) {
      throw new IllegalStateException("redis-benchmark was told " + printed.strip());
    }
    Cost cost = Meter.read(books).since(before, calls);
    return new Turn(rate(printed), cost);
  }

  /** What Redis answers to it, for an id that nobody had. */
  String answer() {
    List<String> words = words("999999999999");
    return String.valueOf(
        books.ask(
            Command.create(words.getFirst()),
            words.subList(1, words.size()).toArray(String[]::new)));
  }

  /** Each turn has ids of its own: redis-benchmark may draw the same numbers in two of them. */
  private List<String> words(String digits) {
    String turn = "%04d".formatted(turns++);
    return command.stream().map(word -> word.replace(TURN + DIGITS, turn + digits)).toList();
  }

  private static double rate(String printed) {
    return RATE.matcher(printed)
        .results()
        .reduce((first, second) -> second)
        .map(MatchResult::group)
        .map(text -> Double.parseDouble(text.substring(0, text.indexOf(' '))))
        .orElseThrow(() -> new IllegalStateException("redis-benchmark said " + printed));
  }

  private static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("redis-benchmark said " + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * One turn.
   *
   * @param perSecond as redis-benchmark tells it
   */
  record Turn(double perSecond, Cost cost) {}
}

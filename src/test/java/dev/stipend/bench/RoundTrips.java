package dev.stipend.bench;

import static dev.stipend.redis.RealRedis.await;

import dev.stipend.bench.Purchases.Purchase;
import dev.stipend.redis.RedisServer;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** What one paid call asks of Redis until its client is answered, whoever makes the call. */
public final class RoundTrips {

  private static final String NAME = "stipend:claim";
  private static final Pattern SPREAD = Pattern.compile("(stipend:[a-z]+):.*");

  private RoundTrips() {}

  /** Those of which the benchmark adds up what a call costs. */
  public static List<String> measured() {
    try (Books books = Books.start("off")) {
      books.begin(1);
      Purchases purchases = new Purchases(1);
      PaidCall call = new PaidCall(books, purchases);
      await(call.whole(purchases.next(0)));
      return of(
          books.server(),
          () -> {
            Purchase purchase = purchases.next(1);
            await(call.whole(purchase));
            return purchase.id().value();
          });
    }
  }

  /**
   * Those that were made, in an order of their own: some steps of a call wait for no other.
   *
   * @param call makes one call, whose scripts must be known to Redis, and answers its spend id
   */
  public static List<String> of(RedisServer server, Supplier<String> call) {
    String[] spend = new String[1];
    List<List<String>> heard = Overheard.during(server, () -> spend[0] = call.get());
    List<String> trips =
        heard.stream()
            .filter(words -> words.stream().anyMatch(word -> word.contains(spend[0])))
            .map(RoundTrips::kind)
            .toList();
    // The last word on the name of a call comes right before the answer; then others look at the
    // job.
    int last = 0;
    for (int i = 0; i < trips.size(); i++) {
      last = trips.get(i).startsWith(NAME) ? i + 1 : last;
    }
    return trips.subList(0, last).stream().sorted().toList();
  }

  private static String kind(List<String> words) {
    String command = words.getFirst().toLowerCase(Locale.ROOT);
    boolean isScript = command.startsWith("eval");
    String keyName = SPREAD.matcher(words.get(isScript ? 3 : 1)).replaceAll("$1");
    return keyName + " " + command + (isScript ? " " + words.get(1) : "");
  }
}

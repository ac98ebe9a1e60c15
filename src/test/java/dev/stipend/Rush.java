package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.Http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Many clients at once, at several gateways. Who is told to come again does. Where a machine is too
 * slow to learn what became of a reservation, its money is held until it is given back: then those
 * who found no room ask once more.
 */
final class Rush {

  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final int SOLD = 200;
  private static final int NO_ROOM = 429;

  private final List<Http> gateways;
  private final BooksCheck books;
  private final List<Crowd> crowds = new ArrayList<>();
  private boolean askedAgain;

  Rush(List<Http> gateways, BooksCheck books) {
    this.gateways = gateways;
    this.books = books;
  }

  /**
   * Each has a wish of its own.
   *
   * @param fit how many will be sold
   * @param scope whose limit is in the way of the others
   */
  void send(List<String> secrets, String path, int count, int fit, String scope) {
    List<Wish> wishes =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Wish(
                        gateways
                            .get(i % gateways.size())
                            .with(secrets.get(i / gateways.size() % secrets.size())),
                        path,
                        scope.replace(':', '-') + "-" + path.length() + "-" + i))
            .toList();
    wishes.forEach(Wish::send);
    crowds.add(new Crowd(wishes, fit, scope));
  }

  /** Exactly what fits is sold, and all others are told what was in the way. */
  void expect() {
    Eventually.find(
        "an end of each call", PATIENCE, () -> Optional.of(true).filter(has -> ended()));
    for (Crowd crowd : crowds) {
      assertThat(crowd.count(SOLD)).as(crowd.scope()).isEqualTo(crowd.fit());
      assertThat(crowd.wishes())
          .extracting(Wish::reply)
          .filteredOn(reply -> reply.status() == NO_ROOM)
          .allSatisfy(reply -> assertThat(reply.at("/limit/scope")).isEqualTo(crowd.scope()));
    }
  }

  private boolean ended() {
    if (crowds.stream().anyMatch(Crowd::isAskedAgain)) {
      return false;
    }
    if (askedAgain || crowds.stream().allMatch(crowd -> crowd.count(SOLD) >= crowd.fit())) {
      return true;
    }
    if (books.spends().stream()
        .allMatch(spend -> spend.get("state").asString().matches("settled|voided"))) {
      crowds.forEach(crowd -> crowd.sendAgain(NO_ROOM));
      askedAgain = true;
    }
    return false;
  }

  /** Those of whom the same is expected. */
  private record Crowd(List<Wish> wishes, int fit, String scope) {

    int count(int status) {
      return (int) wishes.stream().filter(wish -> wish.reply().status() == status).count();
    }

    void sendAgain(int status) {
      wishes.stream().filter(wish -> wish.reply().status() == status).forEach(Wish::send);
    }

    /** Whether somebody had no end yet. */
    boolean isAskedAgain() {
      List<Wish> open =
          wishes.stream()
              .filter(wish -> !List.of(SOLD, NO_ROOM).contains(wish.reply().status()))
              .toList();
      open.forEach(Wish::send);
      return !open.isEmpty();
    }
  }

  /** One call with an id of its own. */
  private static final class Wish {

    private final Http http;
    private final String path;
    private final String prompt;
    private CompletableFuture<Reply> answer = new CompletableFuture<>();

    Wish(Http gateway, String path, String prompt) {
      this.http = gateway.naming(prompt);
      this.path = path;
      this.prompt = prompt;
    }

    void send() {
      answer = http.postLater(path, "{\"prompt\":\"" + prompt + "\"}");
    }

    Reply reply() {
      return Http.await(answer);
    }
  }
}

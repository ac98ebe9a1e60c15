package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.ledger.BooksLostException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which books a link uses, and that it uses no others. */
class BooksIdentityTest {

  private static final Path SCRIPTS = Path.of("src/main/resources/redis");
  private static final BooksIdentity OURS = new BooksIdentity("sandbox", "1".repeat(32));
  private static final BooksIdentity OTHERS = new BooksIdentity("sandbox", "2".repeat(32));
  private static final String WAY_OUT = "remove the file.";

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final List<RedisLink> links = new ArrayList<>();

  @AfterEach
  void end() {
    links.forEach(link -> await(link.close()));
  }

  @Test
  void booksAreBegunOnceByHoweverManyAtOnce() {
    Set<BooksIdentity> begun =
        new HashSet<>(
            await(
                    Future.all(
                        IntStream.range(0, 20)
                            .mapToObj(i -> candidate(Integer.toString(10 + i)))
                            .map(candidate -> claim(link(), candidate, null))
                            .toList()))
                .list());

    assertThat(begun).hasSize(1);
  }

  @Test
  void whoeverHasSeenBooksBeginsNoneAndUsesNoOthers() {
    assertThatThrownBy(() -> await(claim(link(), OTHERS, OURS.id())))
        .isInstanceOf(BooksLostException.class)
        .hasMessageContaining("does not hold the books " + OURS.id() + ", but none")
        .hasMessageContaining(WAY_OUT);
    assertThat(await(redis.link().send(Command.DBSIZE)).toInteger()).isZero();

    await(claim(link(), OTHERS, null));
    assertThatThrownBy(() -> await(claim(link(), OTHERS, OURS.id())))
        .hasMessageContaining("but " + OTHERS.id());
    assertThat(await(claim(link(), OURS, OTHERS.id()))).isEqualTo(OTHERS);
  }

  @ParameterizedTest
  @ValueSource(strings = {RedisKeys.TEAMS, RedisKeys.API_KEYS})
  void booksThatAreMissingBesideTeamsOrApiKeysWereLost(String register) {
    await(redis.link().send(Command.SADD, register, "design"));

    assertThatThrownBy(() -> await(claim(link(), OURS, null)))
        .isInstanceOf(BooksLostException.class)
        .hasMessageContaining("to begin new ones on purpose, empty this Redis");
    assertThat(await(redis.link().send(Command.DBSIZE)).toInteger()).isEqualTo(1);

    await(redis.link().send(Command.SET, RedisKeys.IDENTITY, OTHERS.text()));
    assertThat(await(claim(link(), OURS, null))).isEqualTo(OTHERS);
  }

  @Test
  void playMoneyIsNotTakenForRealMoney() {
    await(claim(link(), OURS, null));

    BooksIdentity real = new BooksIdentity("eip155:8453", OURS.id());
    assertThatThrownBy(() -> await(claim(link(), real, null))).hasMessageContaining("sandbox");
    assertThatThrownBy(() -> await(claim(link(), real, OURS.id())))
        .hasMessageContaining("the configuration is for eip155:8453");
  }

  static Stream<String> scriptsOfTheBooks() {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files
          .filter(file -> read(file).contains("KEYS[1]  root of the books\n"))
          .map(file -> file.getFileName().toString().replace(".lua", ""))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("scriptsOfTheBooks")
  void everyScriptOfTheBooksRefusesOthersAndChangesNothing(String name) {
    RedisLink link = link();
    await(claim(link, OURS, null));
    await(redis.link().send(Command.DEL, RedisKeys.IDENTITY));

    assertThatThrownBy(() -> await(anything(link, name))).isInstanceOf(BooksLostException.class);
    assertThat(await(redis.link().send(Command.DBSIZE)).toInteger()).isZero();
    assertThat(usesOf(name)).as("with books.lua in front of it").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sandbox 22222222222222222222222222222222", "sandbox"})
  void whoeverFoundOtherBooksAsksNothingMoreUntilTheRightOnesAreBack(String others) {
    RedisLink link = link();
    await(claim(link, OURS, null));
    await(redis.link().send(Command.SET, RedisKeys.IDENTITY, others));
    assertThatThrownBy(() -> await(link.verify())).isInstanceOf(BooksLostException.class);

    assertThatThrownBy(() -> await(link.send(Command.DBSIZE)))
        .isInstanceOf(BooksLostException.class);
    assertThatThrownBy(() -> await(anything(link, "reserve")))
        .isInstanceOf(BooksLostException.class);

    await(redis.link().send(Command.SET, RedisKeys.IDENTITY, OURS.text()));
    await(link.verify());
    assertThat(await(link.send(Command.DBSIZE)).toInteger()).isEqualTo(1);
  }

  @Test
  void linkWithoutBooksUsesNone() {
    await(claim(link(), OURS, null));

    assertThatThrownBy(() -> await(anything(link(), "reserve")))
        .isInstanceOf(BooksLostException.class)
        .hasMessageContaining(OURS.id());
  }

  private RedisLink link() {
    RedisLink link =
        new RedisLink(RedisClients.of(redis.vertx(), RealRedis.url()), Duration.ofSeconds(5));
    links.add(link);
    return link;
  }

  private static Future<BooksIdentity> claim(
      RedisLink link, BooksIdentity candidate, @Nullable String known) {
    return BooksIdentity.claim(link, candidate, known, WAY_OUT);
  }

  private static BooksIdentity candidate(String start) {
    return new BooksIdentity("sandbox", start + "0".repeat(32 - start.length()));
  }

  private static Future<?> anything(RedisLink link, String script) {
    return link.run(Script.ofLimits(script), RedisKeys.BOOKS, "a", "1", "{}", "b", "1");
  }

  private static boolean usesOf(String script) {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/stipend/redis"))) {
      return files
          .map(BooksIdentityTest::read)
          .anyMatch(
              text ->
                  Stream.of("ofBooks", "ofConfirming", "ofGuard", "ofLimits", "ofLines", "ofSums")
                      .anyMatch(way -> text.contains("Script." + way + "(\"" + script + "\")")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

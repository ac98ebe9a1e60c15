package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.config.Config;
import dev.stipend.config.ConfigReader;
import dev.stipend.config.ConfigReading;
import dev.stipend.ledger.BooksLostException;
import dev.stipend.redis.BooksIdentity;
import dev.stipend.redis.RealRedis;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which books the commands work on. */
class BooksAtHandTest {

  private static final String OURS = "1".repeat(32);
  private static final String OTHERS = "2".repeat(32);
  private static final YearMonth MONTH = YearMonth.of(2026, 1);

  @RegisterExtension final RealRedis redis = new RealRedis();

  private final Path data = RunningGateway.newFolder();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void booksThatNobodyNamedAreNotUsedButNamed() {
    begin("sandbox", OURS);

    assertThatThrownBy(() -> use(Map.of()))
        .isInstanceOf(BooksLostException.class)
        .hasMessageContaining("the books " + OURS + " of sandbox")
        .hasMessageContaining("set STIPEND_REDIS_BOOKS_ID to this id")
        .hasMessageContaining(data.resolve("books.id").toString());
    assertThat(data.resolve("books.id")).doesNotExist();
  }

  @Test
  void everyCommandRefusesBooksThatNobodyNamed() {
    begin("sandbox", OURS);
    BooksCommands commands =
        new BooksCommands(config(Map.of()), new PrintWriter(out), new PrintWriter(err));

    assertThat(commands.audit()).isEqualTo(2);
    assertThat(commands.export(MONTH, data.resolve("month.ndjson"))).isEqualTo(2);
    assertThat(commands.prune(MONTH)).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("STIPEND_REDIS_BOOKS_ID"));
    assertThat(data).isEmptyDirectory();
    assertThat(keys()).isEqualTo(1);
  }

  @Test
  void booksThatWereNamedAreUsedAndNotRemembered() throws Exception {
    begin("sandbox", OURS);

    assertThat(use(Map.of("STIPEND_REDIS_BOOKS_ID", OURS))).isEqualTo("used");
    assertThat(data).isEmptyDirectory();
    Files.writeString(data.resolve("books.id"), OURS + "\n");
    assertThat(use(Map.of())).isEqualTo("used");
  }

  @Test
  void otherBooksThanThoseNamedAreNotUsed() {
    begin("sandbox", OTHERS);

    assertThatThrownBy(() -> use(Map.of("STIPEND_REDIS_BOOKS_ID", OURS)))
        .hasMessageContaining("does not hold the books " + OURS + ", but " + OTHERS);
  }

  @Test
  void booksOfAnotherOwnerAreNotUsed() {
    begin("eip155:8453", OURS);

    assertThatThrownBy(() -> use(Map.of("STIPEND_REDIS_BOOKS_ID", OURS)))
        .hasMessageContaining("are of eip155:8453");
  }

  @Test
  void redisWithoutBooksIsNoneWhoseBooksAgree() {
    assertThatThrownBy(() -> use(Map.of())).hasMessageContaining("there are no books");
    assertThatThrownBy(() -> use(Map.of("STIPEND_REDIS_BOOKS_ID", OURS)))
        .hasMessageContaining("does not hold the books " + OURS + ", but none");
    assertThat(keys()).isZero();
  }

  @Test
  void booksInTheDataFolderAreThoseThatAreMeant() throws Exception {
    RunningGateway.start(data, Map.of()).close();
    Path memory = data.resolve("books.id");
    Files.delete(memory);

    assertThat(use(Map.of("STIPEND_REDIS", "embedded"))).isEqualTo("used");
    assertThat(memory).doesNotExist();
  }

  private String use(Map<String, String> more) throws Exception {
    return BooksAtHand.use(config(more), link -> "used");
  }

  private void begin(String owner, String id) {
    // What a gateway writes that begins books.
    await(
        redis
            .link()
            .send(Request.cmd(Command.SET).arg("stipend:{money}:identity").arg(owner + " " + id)));
    assertThat(await(BooksIdentity.find(redis.link()))).contains(new BooksIdentity(owner, id));
  }

  private int keys() {
    return await(redis.link().send(Request.cmd(Command.DBSIZE))).toInteger();
  }

  private Config config(Map<String, String> more) {
    Map<String, String> environment =
        RunningGateway.environment(data, Map.of("STIPEND_REDIS", RealRedis.url()));
    environment.putAll(more);
    if (!(ConfigReader.read(environment, Optional.empty())
        instanceof ConfigReading.Read(Config read))) {
      throw new AssertionError("the configuration is wrong");
    }
    return read;
  }
}

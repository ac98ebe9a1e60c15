package dev.stipend;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stipend.ledger.Archive;
import dev.stipend.ledger.Export;
import dev.stipend.ledger.PruneOutcome;
import dev.stipend.money.Money;
import dev.stipend.redis.RealRedis;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisLedger;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LedgerExportTest {

  private final Instant now = Instant.now();
  private final YearMonth month = YearMonth.from(now.atZone(ZoneOffset.UTC));

  @RegisterExtension final RealRedis redis = new RealRedis();

  @TempDir private Path folder;

  private final List<Export> noted = new ArrayList<>();
  private final List<String> wasThere = new ArrayList<>();

  @BeforeEach
  void oneRow() {
    Address wallet = Address.parse("0x" + "2".repeat(40));
    await(new RedisFunding(redis.link()).open(wallet, Money.parseDollars("12.5"), 1));
  }

  @Test
  void monthIsNotedAsExportedOnlyWhenItsFileHasItsName() throws Exception {
    Path file = Files.writeString(folder.resolve("month.ndjson"), "an older one");

    Export export = export(file).orElseThrow();

    assertThat(noted).containsExactly(export);
    assertThat(wasThere).singleElement().asString().contains("\"amount\":\"12.50\"");
    assertThat(Files.readString(file)).isEqualTo(wasThere.getFirst()).hasLineCount(1);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void fileThatCannotBeWrittenIsNotNoted() {
    assertThatThrownBy(() -> export(folder.resolve("no/such/month.ndjson")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(noted).isEmpty();
  }

  @Test
  void monthWithoutRowsLeavesNoFileAndNoNote() throws Exception {
    redis.empty();

    assertThat(export(folder.resolve("month.ndjson"))).isEmpty();
    assertThat(noted).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  private Optional<Export> export(Path file) throws Exception {
    Archive archive =
        new Archive() {
          @Override
          public Future<Void> exported(YearMonth month, Export export) {
            noted.add(export);
            wasThere.add(read(file));
            return Future.succeededFuture();
          }

          @Override
          public Future<PruneOutcome> prune(YearMonth month) {
            throw new AssertionError("an export prunes nothing");
          }
        };
    return new LedgerExport(new RedisLedger(redis.link()), archive, InstantSource.fixed(now))
        .write(month, file);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

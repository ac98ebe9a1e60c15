package dev.stipend.redis;

import static dev.stipend.redis.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.catalog.CatalogueStore.Document;
import dev.stipend.catalog.CatalogueStore.Kept;
import dev.stipend.catalog.Rule;
import dev.stipend.money.Money;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisCatalogueTest {

  private static final Document DOCUMENT =
      new Document(
          "{\"openapi\":\"3.1.0\",\"ü\":\"🦊\"}",
          Instant.parse("2026-11-20T12:00:00.123Z"),
          Map.of("fox-1/generate size: also takes 8K", Instant.parse("2026-11-19T00:00:00Z")));
  private static final Rule RULE =
      new Rule(Optional.of(true), Optional.of(false), Optional.of(Money.parseDollars("0.000001")));

  @RegisterExtension final RealRedis redis = new RealRedis();

  private RedisCatalogue catalogue;

  @BeforeEach
  void open() {
    catalogue = new RedisCatalogue(redis.link());
  }

  @Test
  void atFirstNothingIsKept() {
    assertThat(await(catalogue.load())).isEqualTo(Kept.NOTHING);
    assertThat(await(catalogue.version())).isZero();
  }

  @Test
  void whatWasKeptAndDecidedIsFound() {
    await(catalogue.keep(DOCUMENT));
    await(catalogue.decide("fox-1/generate", RULE));

    Kept kept = await(catalogue.load());

    assertThat(kept.document()).contains(DOCUMENT);
    assertThat(kept.rules()).isEqualTo(Map.of("fox-1/generate", RULE));
  }

  @Test
  void anEmptyRuleTakesBack() {
    await(catalogue.decide("fox-1", RULE));
    await(catalogue.decide("fox-1", Rule.NONE));

    assertThat(await(catalogue.load()).rules()).isEmpty();
  }

  @Test
  void everyChangeMakesAnotherVersion() {
    await(catalogue.keep(DOCUMENT));
    long first = await(catalogue.version());
    await(catalogue.keep(DOCUMENT));

    assertThat(await(catalogue.version())).isNotEqualTo(first);
    assertThat(await(catalogue.load()).version()).isEqualTo(await(catalogue.version()));
  }
}

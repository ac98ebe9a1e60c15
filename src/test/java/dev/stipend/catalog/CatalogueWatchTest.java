package dev.stipend.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stipend.money.Money;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the seller's document is read, and which one holds. */
class CatalogueWatchTest {

  private static final Duration INTERVAL = Duration.ofHours(6);
  private static final String GOOD = document("a", "b", "c");

  private final OpenApi openApi = new OpenApi("/api/generate/{model}/{operation}");
  private final Shelf store = new Shelf();
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private String document = GOOD;
  private int readings;
  private Catalogue catalogue = catalogue();
  private CatalogueWatch watch = watch(catalogue, Optional.of(INTERVAL));

  @Test
  void theDocumentIsReadAtOnceAndThenOnSchedule() {
    look();
    look();
    assertThat(readings).isEqualTo(1);

    now = now.plus(INTERVAL.minusSeconds(1));
    look();
    assertThat(readings).isEqualTo(1);

    now = now.plusSeconds(1);
    look();
    assertThat(readings).isEqualTo(2);
  }

  @Test
  void aSurpriseHasItReadSoonButNotAllTheTime() {
    look();
    watch.suspect("route_missing");
    look();
    assertThat(readings).as("within a minute of the last").isEqualTo(1);

    now = now.plusSeconds(60);
    look();
    look();
    assertThat(readings).isEqualTo(2);

    now = now.plusSeconds(60);
    look();
    assertThat(readings).as("one surprise, one reading").isEqualTo(2);
  }

  @Test
  void whatAnotherGatewayReadIsTakenUpAndNotReadAgain() {
    look();
    Catalogue other = catalogue();
    CatalogueWatch elsewhere = watch(other, Optional.of(INTERVAL));

    done(elsewhere.look());

    assertThat(readings).isEqualTo(1);
    assertThat(elsewhere.readAt()).contains(now);
    assertThat(other.find("c", "generate")).isPresent();
  }

  @Test
  void aDecisionOfAnOperatorIsTakenUpByOtherGateways() {
    Catalogue other = catalogue();
    CatalogueWatch elsewhere = watch(other, Optional.of(INTERVAL));
    done(elsewhere.look());

    look();
    done(watch.decide("a", new Rule(Optional.of(true), Optional.empty(), Optional.empty())));
    done(elsewhere.look());

    Operation operation = other.find("a", "generate").orElseThrow();
    assertThat(other.standing(operation).availability()).isEqualTo(Availability.DISABLED);
  }

  @Test
  void aBadDocumentChangesNothingAndIsTriedAgainAMinuteLater() {
    look();
    document = "{";
    now = now.plus(INTERVAL);
    look();

    assertThat(readings).isEqualTo(2);
    assertThat(watch.lastAttempt().orElseThrow().trouble()).isPresent();
    assertThat(watch.readAt()).contains(now.minus(INTERVAL));
    assertThat(catalogue.find("c", "generate")).isPresent();

    look();
    assertThat(readings).isEqualTo(2);
    now = now.plusSeconds(60);
    document = document("a", "b");
    look();
    assertThat(watch.lastAttempt().orElseThrow().trouble()).isEmpty();
    assertThat(catalogue.find("c", "generate")).isEmpty();
  }

  @Test
  void aDocumentThatLacksMoreThanHalfOfEverythingIsNotBelieved() {
    look();
    document = document("c");
    now = now.plus(INTERVAL);
    look();

    assertThat(watch.lastAttempt().orElseThrow().trouble()).contains("it lacks 2 of 2 operations");
    Operation operation = catalogue.find("a", "generate").orElseThrow();
    assertThat(catalogue.standing(operation).availability()).isEqualTo(Availability.AVAILABLE);
  }

  @Test
  void aDifferenceKeepsTheMomentAtWhichItWasFirstSeen() {
    look();
    Instant first = now;
    now = now.plus(INTERVAL);
    document = document("a", "b", "c", "d");
    look();

    assertThat(since("c")).contains(first);
    assertThat(since("d")).contains(now);
  }

  @Test
  void whereItIsNotFollowedItIsNeverRead() {
    look();
    Catalogue other = catalogue();
    CatalogueWatch alone = watch(other, Optional.empty());

    alone.suspect("route_missing");
    done(alone.look());

    assertThat(readings).isEqualTo(1);
    assertThat(other.find("c", "generate")).as("what others read neither").isEmpty();
  }

  private Optional<Instant> since(String model) {
    return watch.since(catalogue.find(model, "generate").orElseThrow(), "new");
  }

  private void look() {
    done(watch.look());
  }

  private static void done(Future<?> future) {
    assertThat(future.succeeded()).as("%s", future.cause()).isTrue();
  }

  private CatalogueWatch watch(Catalogue of, Optional<Duration> interval) {
    return new CatalogueWatch(
        of,
        () -> {
          readings++;
          return Future.succeededFuture(openApi.read(document.getBytes(StandardCharsets.UTF_8)));
        },
        openApi,
        store,
        () -> now,
        new CatalogueWatch.Terms(interval, Optional.<Money>empty()));
  }

  private static Catalogue catalogue() {
    StringBuilder yaml = new StringBuilder("date: \"2026-11-20\"\nsource: a test\nmodels:\n");
    for (String model : new String[] {"a", "b"}) {
      yaml.append(
          """
            %s:
              kind: image
              price: {text: "$0.10", min: "0.10", max: "0.20"}
              ceiling: "0.25"
              typicalTime: 5s
              pollInterval: 1s
              deadline: 10m
              parameters: {prompt: {type: string, required: true, min: 1}}
              operations: {generate: {}}
          """
              .formatted(model));
    }
    return CatalogueReader.read("test.yaml", yaml.toString());
  }

  private static String document(String... models) {
    StringBuilder paths = new StringBuilder();
    for (String model : models) {
      paths.append(
          """
          "/api/generate/%s/generate":{"post":{"x-payment-info":{"price":{}},
            "requestBody":{"content":{"application/json":{"schema":{"required":["prompt"],
            "properties":{"prompt":{"type":"string","minLength":1}}}}}}}},
          """
              .formatted(model));
    }
    return "{\"openapi\":\"3.1.0\",\"paths\":{" + paths + "\"/x\":{}}}";
  }

  /** What would be in Redis. */
  private static final class Shelf implements CatalogueStore {

    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private Optional<Document> kept = Optional.empty();
    private long version;

    @Override
    public Future<Long> version() {
      return Future.succeededFuture(version);
    }

    @Override
    public Future<Kept> load() {
      return Future.succeededFuture(new Kept(version, kept, rules));
    }

    @Override
    public Future<Void> keep(Document document) {
      kept = Optional.of(document);
      version++;
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> decide(String name, Rule rule) {
      rules.put(name, rule);
      version++;
      return Future.succeededFuture();
    }
  }
}

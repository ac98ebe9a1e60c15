package dev.stipend.catalog;

import dev.stipend.catalog.CatalogueStore.Document;
import dev.stipend.catalog.CatalogueStore.Kept;
import dev.stipend.money.Money;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue as the seller's document and the operators have it: reads the document on
 * schedule and when the seller surprises, and takes up what other gateways read and operators
 * decided. A document that is broken, foreign or suddenly empty changes nothing.
 */
public final class CatalogueWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogueWatch.class);

  /** However many surprises there are, and however often reading fails. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Catalogue catalogue;
  private final SellerDocument seller;
  private final OpenApi openApi;
  private final CatalogueStore store;
  private final InstantSource clock;
  private final Terms terms;
  private final AtomicBoolean isReading = new AtomicBoolean();
  private volatile Kept kept = Kept.NOTHING;
  private volatile @Nullable String suspicion;
  private volatile @Nullable Attempt last;

  /** Watches over one catalogue. */
  public CatalogueWatch(
      Catalogue catalogue,
      SellerDocument seller,
      OpenApi openApi,
      CatalogueStore store,
      InstantSource clock,
      Terms terms) {
    this.catalogue = catalogue;
    this.seller = seller;
    this.openApi = openApi;
    this.store = store;
    this.clock = clock;
    this.terms = terms;
  }

  /**
   * How often, and what is trusted.
   *
   * @param interval between two readings on schedule; absent: the document is never read
   * @param discoveredCeiling up to which what only the document has may cost; absent: nothing
   */
  public record Terms(Optional<Duration> interval, Optional<Money> discoveredCeiling) {}

  /** The last reading by this gateway, and what was wrong with it. */
  public record Attempt(Instant at, Optional<String> trouble) {}

  public Optional<Attempt> lastAttempt() {
    return Optional.ofNullable(last);
  }

  /** When the document that is laid over the catalogue was read. */
  public Optional<Instant> readAt() {
    return kept.document().map(Document::readAt);
  }

  /** Since when an operation differs so from the catalogue's file. */
  public Optional<Instant> since(Operation operation, String difference) {
    return kept.document().map(document -> document.since().get(name(operation, difference)));
  }

  /** What operators decided. */
  public Map<String, Rule> rules() {
    return kept.rules();
  }

  /** The seller did something that the catalogue does not explain: soon the document is read. */
  public void suspect(String why) {
    if (terms.interval().isPresent()) {
      suspicion = why;
    }
  }

  /** Takes up what is kept, so that the last good document holds from the first call on. */
  public Future<Void> begin() {
    return takeUp();
  }

  /** Takes up what is kept, and reads the document if it is time. */
  public Future<Void> look() {
    return store
        .version()
        .compose(version -> version == kept.version() ? Future.succeededFuture() : takeUp())
        .compose(taken -> isDue() ? refresh().mapEmpty() : Future.succeededFuture());
  }

  private boolean isDue() {
    Instant now = clock.instant();
    Attempt before = last;
    boolean rests = before != null && now.isBefore(before.at().plus(PAUSE));
    if (rests || terms.interval().isEmpty()) {
      return false;
    }
    Instant next = readAt().map(at -> at.plus(terms.interval().get())).orElse(now);
    return suspicion != null || !now.isBefore(next);
  }

  /** Reads the document now. Answers what was wrong with it, if anything was. */
  public Future<Optional<String>> refresh() {
    if (!isReading.compareAndSet(false, true)) {
      return Future.succeededFuture(Optional.of("it is being read already"));
    }
    suspicion = null;
    return seller
        .read()
        .compose(
            reading ->
                switch (reading) {
                  case OpenApi.Unusable(String why) -> Future.succeededFuture(Optional.of(why));
                  case OpenApi.Read read -> keep(read);
                })
        .onComplete(
            (trouble, failure) -> {
              isReading.set(false);
              note(failure == null ? trouble : Optional.of("it could not be kept"));
            });
  }

  private void note(Optional<String> trouble) {
    last = new Attempt(clock.instant(), trouble);
    trouble.ifPresent(
        why ->
            LOG.atWarn()
                .addKeyValue("reason", why)
                .log("the seller's document changes nothing; the last good one holds"));
  }

  private Future<Optional<String>> keep(OpenApi.Read read) {
    int missing = catalogue.missingFrom(read.announcement());
    if (2 * missing > catalogue.sizeOfFile()) {
      String why = "it lacks " + missing + " of " + catalogue.sizeOfFile() + " operations";
      return Future.succeededFuture(Optional.of(why));
    }
    lay(Optional.of(read.announcement()), kept.rules());
    Document document = new Document(read.kept(), clock.instant(), differences());
    return store.keep(document).compose(done -> takeUp()).map(Optional.empty());
  }

  /** Decides about a model or one of its operations, for all gateways. */
  public Future<Void> decide(String name, Rule rule) {
    return store.decide(name, rule).compose(done -> takeUp());
  }

  private Future<Void> takeUp() {
    return store
        .load()
        .map(
            loaded -> {
              Optional<Announcement> live =
                  loaded
                      .document()
                      .filter(document -> terms.interval().isPresent())
                      .flatMap(this::announcement);
              kept = loaded;
              lay(live, loaded.rules());
              return null;
            });
  }

  private Optional<Announcement> announcement(Document document) {
    return openApi.read(document.json().getBytes(StandardCharsets.UTF_8))
            instanceof OpenApi.Read(Announcement announcement, String _)
        ? Optional.of(announcement)
        : Optional.empty();
  }

  private void lay(Optional<Announcement> live, Map<String, Rule> rules) {
    catalogue.lay(live, rules, terms.discoveredCeiling());
  }

  /** All that the document changes, each with the moment at which that was first seen. */
  private Map<String, Instant> differences() {
    Map<String, Instant> before =
        kept.document().map(Document::since).orElseGet(LinkedHashMap::new);
    Map<String, Instant> now = new TreeMap<>();
    Instant moment = clock.instant();
    for (Model model : catalogue.models()) {
      for (Operation operation : model.operations()) {
        for (String difference : catalogue.standing(operation).differences()) {
          String name = name(operation, difference);
          now.put(name, before.getOrDefault(name, moment));
          if (!before.containsKey(name)) {
            tell(operation, difference);
          }
        }
      }
    }
    return now;
  }

  private static void tell(Operation operation, String difference) {
    LOG.atWarn()
        .addKeyValue("route", operation.id())
        .addKeyValue("difference", difference)
        .log("the seller's document differs from the catalogue");
  }

  private static String name(Operation operation, String difference) {
    return operation.id() + " " + difference;
  }
}

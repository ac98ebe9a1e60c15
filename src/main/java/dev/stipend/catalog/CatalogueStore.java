package dev.stipend.catalog;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What all gateways know of the seller's document, and what operators decided about models. */
public interface CatalogueStore {

  /** Another number than before whenever something was kept or decided. */
  Future<Long> version();

  Future<Kept> load();

  /** Keeps a good document in the place of the last one. May be repeated. */
  Future<Void> keep(Document document);

  /**
   * Decides about a model or {@code model/operation}; an empty rule takes back. May be repeated.
   */
  Future<Void> decide(String name, Rule rule);

  /**
   * A document that was good.
   *
   * @param json as much of it as is needed
   * @param readAt when it was read last
   * @param since difference from the catalogue's file, with its operation → when it was first seen
   */
  record Document(String json, Instant readAt, Map<String, Instant> since) {

    public Document {
      since = Map.copyOf(since);
    }
  }

  /** All that is kept. */
  record Kept(long version, Optional<Document> document, Map<String, Rule> rules) {

    public static final Kept NOTHING = new Kept(0, Optional.empty(), Map.of());

    public Kept {
      rules = Map.copyOf(rules);
    }
  }
}

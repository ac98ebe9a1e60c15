package dev.stipend.catalog;

import io.vertx.core.Future;

/** Where the seller tells what it sells. */
public interface SellerDocument {

  /**
   * Reads the document, within bounds of size and time, and from the seller's own origin alone. Any
   * trouble is a reading that changes nothing, never a failure.
   */
  Future<OpenApi.Reading> read();
}

package dev.stipend.ledger;

import dev.stipend.money.Money;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One transfer between two accounts; never changed.
 *
 * @param id orders the rows of a month and pages through them
 * @param facts what finance needs to explain the row: spend, team, cost centre, model, transaction
 *     …
 */
public record LedgerRow(
    String id, Instant at, String from, String to, Money amount, Map<String, String> facts) {

  public LedgerRow {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** As it is shown and exported. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("at", at.toString());
    fields.put("from", from);
    fields.put("to", to);
    fields.put("amount", amount.toDollars());
    fields.putAll(facts);
    return fields;
  }
}

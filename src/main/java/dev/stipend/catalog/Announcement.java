package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the seller's own document says is for sale. */
public record Announcement(List<Entry> entries) {

  public Announcement {
    entries = List.copyOf(entries);
  }

  /**
   * One operation.
   *
   * @param form its fields; of none it is known that it moves the price. Absent where the schema
   *     cannot be read
   * @param fixed the price, where it is always the same
   * @param most what is asked for a body that cannot be priced
   */
  public record Entry(
      String model,
      String operation,
      Optional<Form> form,
      @Nullable Money fixed,
      @Nullable Money most) {

    String id() {
      return model + "/" + operation;
    }
  }

  Map<String, Entry> byId() {
    Map<String, Entry> byId = new LinkedHashMap<>();
    entries.forEach(entry -> byId.putIfAbsent(entry.id(), entry));
    return byId;
  }
}

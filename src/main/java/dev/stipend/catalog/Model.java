package dev.stipend.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model and what can be done with it. */
public record Model(
    String name, ModelKind kind, @Nullable String note, List<Operation> operations) {

  public Model {
    operations = List.copyOf(operations);
  }

  public Optional<Operation> operation(String wanted) {
    return operations.stream().filter(operation -> operation.name().equals(wanted)).findFirst();
  }
}

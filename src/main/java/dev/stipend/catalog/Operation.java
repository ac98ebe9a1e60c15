package dev.stipend.catalog;

import dev.stipend.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One thing that can be bought: an operation of a model.
 *
 * @param upstreamType how the seller's job list calls it
 */
public record Operation(
    String model,
    String name,
    ModelKind kind,
    ResultKind result,
    String upstreamType,
    Price price,
    Timing timing,
    Form form) {

  /** {@code nano-banana-pro/generate}, as in the route. */
  public String id() {
    return model + "/" + name;
  }

  /** Where a team buys it; an upload is sold at a path of its own. */
  public String path() {
    return kind == ModelKind.UPLOAD ? "/api/upload" : "/api/generate/" + id();
  }

  public Money ceiling() {
    return price.ceiling();
  }

  public Duration typicalTime() {
    return timing.typicalTime();
  }

  public Duration pollInterval() {
    return timing.pollInterval();
  }

  public Duration deadline() {
    return timing.deadline();
  }

  public List<Parameter> parameters() {
    return form.parameters();
  }

  /** The parameter of exactly this name; aliases do not count. */
  public Optional<Parameter> parameter(String wanted) {
    return form.parameter(wanted);
  }

  Operation with(Price other) {
    return new Operation(model, name, kind, result, upstreamType, other, timing, form);
  }

  Operation with(Form other) {
    return new Operation(model, name, kind, result, upstreamType, price, timing, other);
  }
}

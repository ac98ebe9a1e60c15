package dev.stipend.budget;

import dev.stipend.money.Money;

/** At most this amount in each window of this kind, for everything in the scope. */
public record Limit(Scope scope, WindowKind window, Money amount) {

  /** Names the limit: there is one for each scope and kind of window. */
  public String id() {
    return scope.text() + "/" + window.text();
  }
}

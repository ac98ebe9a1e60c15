package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;

/** How the chain says an authorization ended. */
public sealed interface AuthorizationEnd {

  /** The money moved, to whom and how much as the token's own event says. */
  record Cashed(String transaction, long block, Address to, Money value)
      implements AuthorizationEnd {}

  /** The authorization was revoked and can never be cashed. */
  record Cancelled(String transaction, long block) implements AuthorizationEnd {}

  /** Neither event was found in the blocks searched; it proves nothing about earlier ones. */
  record NotFound() implements AuthorizationEnd {}
}

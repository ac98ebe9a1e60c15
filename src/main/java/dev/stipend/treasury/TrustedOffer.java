package dev.stipend.treasury;

import dev.stipend.money.Money;
import dev.stipend.x402.Address;
import dev.stipend.x402.Offer;
import dev.stipend.x402.Token;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An offer that passed every check, with its values read. Only the guard makes one. */
public final class TrustedOffer {

  private final Offer offer;
  private final Token token;
  private final Address payee;
  private final Money price;
  private final Duration validity;
  private final @Nullable ObjectNode resource;
  private final @Nullable ObjectNode paymentIdentifier;

  TrustedOffer(
      Offer offer,
      Token token,
      Address payee,
      Money price,
      Duration validity,
      @Nullable ObjectNode resource,
      @Nullable ObjectNode paymentIdentifier) {
    this.offer = offer;
    this.token = token;
    this.payee = payee;
    this.price = price;
    this.validity = validity;
    this.resource = resource;
    this.paymentIdentifier = paymentIdentifier;
  }

  public Money price() {
    return price;
  }

  public Address payee() {
    return payee;
  }

  Offer offer() {
    return offer;
  }

  Token token() {
    return token;
  }

  Duration validity() {
    return validity;
  }

  @Nullable ObjectNode resource() {
    return resource;
  }

  @Nullable ObjectNode paymentIdentifier() {
    return paymentIdentifier;
  }
}

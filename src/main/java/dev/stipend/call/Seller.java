package dev.stipend.call;

import io.vertx.core.Future;
import java.net.URI;

/**
 * Where pictures and videos are bought. Every end is a value; a failed Future is a broken part,
 * after {@link #pay} to be treated as {@link PaidAnswer.Unknown}.
 */
public interface Seller {

  /** Scheme, host and port, which every offer must be for. */
  URI origin();

  /** Asks for the price of exactly this body. Nothing is paid. */
  Future<QuoteAnswer> quote(Purchase purchase);

  /** Sends the request with its payment: one attempt, no redirect, no retry. */
  Future<PaidAnswer> pay(Purchase purchase, String paymentHeader);
}

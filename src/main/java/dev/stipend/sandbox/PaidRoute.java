package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A route that costs money, in the seller's order: body, price, payment header, facilitator's
 * check, the job, the money, the answer. The job is made before the money moves.
 */
final class PaidRoute implements Route {

  /** Also under the name that version 1 of the protocol used. */
  static final List<String> PAYMENT_HEADERS = List.of("PAYMENT-SIGNATURE", "X-PAYMENT");

  private static final Logger LOG = LoggerFactory.getLogger(PaidRoute.class);

  private final Product product;
  private final Shop shop;
  private final Goods goods;

  PaidRoute(Product product, Shop shop, Goods goods) {
    this.product = product;
    this.shop = shop;
    this.goods = goods;
  }

  /** What all paid routes share. */
  record Shop(
      Vertx vertx,
      Faults faults,
      Offers offers,
      QuoteFaults quotes,
      PaymentCheck check,
      Settlement settlement,
      String origin) {

    Future<Void> pause(Fault fault) {
      return Pause.of(vertx, faults.take(fault));
    }
  }

  @Override
  public Future<Answer> answer(Call call) {
    Optional<String> header =
        PAYMENT_HEADERS.stream().flatMap(name -> call.header(name).stream()).findFirst();
    return header.isPresent()
        ? pay(header.get(), call.body())
        : shop.pause(Fault.QUOTE_DELAY).map(done -> quote(call.body()));
  }

  private Answer quote(Buffer body) {
    OrderForm form = OrderForm.read(product, body);
    Optional<Armed> fails = shop.faults().take(Fault.QUOTE_FAILS);
    if (fails.isPresent()) {
      return Answer.text((int) fails.get().number("status", 500), "Internal Server Error");
    }
    if (!(form instanceof OrderForm.Valid) && shop.faults().fires(Fault.QUOTE_REFUSES_BAD_BODY)) {
      return refuse(form);
    }
    long price = shop.offers().priceMicros(product, form);
    LOG.debug("quoted model={} micros={}", product.model(), price);
    return shop.quotes().quote(product, price);
  }

  private Future<Answer> pay(String header, Buffer body) {
    return switch (read(header, body)) {
      case Reading.Refused(Answer answer) -> Future.succeededFuture(answer);
      case Reading.Understood(Sale sale) -> verify(sale);
    };
  }

  /** Steps 0 to 4: what can be told without asking anybody. */
  private Reading read(String header, Buffer body) {
    Faults faults = shop.faults();
    if (faults.fires(Fault.ROUTE_MISSING)) {
      return new Reading.Refused(Discovery.routeNotFound(shop.origin(), product.path()));
    }
    OrderForm form =
        faults.fires(Fault.INVALID_JSON) ? new OrderForm.NotJson() : OrderForm.read(product, body);
    if (faults.fires(Fault.INVALID_BODY)) {
      form = new OrderForm.Invalid(Json.array().add(Json.object().put("code", "custom")));
    }
    if (!(form instanceof OrderForm.Valid(ObjectNode input))) {
      return new Reading.Refused(refuse(form));
    }
    long regular = shop.offers().priceMicros(product, form);
    faults
        .take(Fault.PRICE_CHANGE)
        .ifPresent(
            armed -> shop.offers().changePrice(product, Offers.changedAmount(armed, regular)));
    long price =
        faults.fires(Fault.PRICE_CRASH)
            ? product.maximumMicros()
            : shop.offers().priceMicros(product, form);
    Optional<Payment> payment = Payment.decode(header);
    if (payment.isEmpty() || faults.fires(Fault.MALFORMED_PAYMENT)) {
      return refused(price, "malformed_payment_header");
    }
    if (!shop.offers().isNamedAsWanted(payment.get())) {
      return new Reading.Refused(Answer.failure(400, "payment_identifier_required"));
    }
    if (!shop.offers().agrees(payment.get().accepted(), price)
        || faults.fires(Fault.REQUIREMENTS_MISMATCH)) {
      return refused(price, "requirements_mismatch");
    }
    return new Reading.Understood(new Sale(payment.get(), price, input));
  }

  private static Answer refuse(OrderForm form) {
    ObjectNode body = Json.object();
    body.put("success", false);
    boolean parsed = form instanceof OrderForm.Invalid;
    body.put("error", parsed ? "Validation failed" : "Invalid JSON");
    body.set("issues", form instanceof OrderForm.Invalid(ArrayNode issues) ? issues : Json.array());
    return Answer.json(400, body);
  }

  private Reading refused(long price, String reason) {
    LOG.debug("payment refused: {}", reason);
    return new Reading.Refused(shop.offers().refusal(product, price, reason));
  }

  /** Step 5. */
  private Future<Answer> verify(Sale sale) {
    if (shop.faults().fires(Fault.VERIFY_DOWN)) {
      return Future.succeededFuture(Answer.crash());
    }
    if (shop.faults().fires(Fault.REFUSE_WITHOUT_REASON)) {
      return Future.succeededFuture(Answer.text(402, ""));
    }
    return shop.check()
        .refusal(sale.payment(), sale.price(), shop.offers().payee())
        .compose(
            reason -> {
              if (reason.isEmpty()) {
                return handle(sale);
              }
              LOG.debug("payment refused: {}", reason.get());
              return Future.succeededFuture(
                  shop.offers().refusal(product, sale.price(), reason.get()));
            });
  }

  /** Step 6. */
  private Future<Answer> handle(Sale sale) {
    if (shop.faults().fires(Fault.DROP_BEFORE_HANDLER)) {
      return Future.succeededFuture(Answer.dropped());
    }
    Optional<Armed> refuses = shop.faults().take(Fault.HANDLER_REFUSES);
    if (refuses.isPresent()) {
      return Future.succeededFuture(
          Answer.failure(
              (int) refuses.get().number("status", 422),
              refuses.get().text("error", "The model does not take this input")));
    }
    if (shop.faults().fires(Fault.HANDLER_CRASHES)) {
      return Future.succeededFuture(Answer.failure(500, "Internal error"));
    }
    String owner = Usdc.lower(sale.payment().authorization().from());
    return goods.make(owner, sale.input()).compose(made -> finish(sale, made));
  }

  /** Steps 7 and 8. */
  private Future<Answer> finish(Sale sale, ObjectNode made) {
    Twist twist = Twist.next(shop.faults());
    return switch (twist.settles()) {
      case NOW ->
          shop.pause(Fault.DELAY_BEFORE_SETTLE)
              .compose(done -> shop.settlement().settle(sale.payment().authorization()))
              .compose(transaction -> tell(sale, made, transaction, twist));
      case NEVER ->
          Future.succeededFuture(
              twist
                  .change()
                  .apply(
                      sold(
                          sale,
                          made,
                          Usdc.idOf("nothing " + sale.payment().authorization().nonce()))));
      case LATE -> {
        Pause.of(shop.vertx(), twist.delayMillis())
            .compose(late -> shop.settlement().settle(sale.payment().authorization()));
        yield Future.succeededFuture(Answer.dropped());
      }
    };
  }

  private Future<Answer> tell(
      Sale sale, ObjectNode made, Optional<String> transaction, Twist twist) {
    if (transaction.isEmpty()) {
      return Future.succeededFuture(Twist.settlementFailed());
    }
    return shop.pause(Fault.DELAY_AFTER_SETTLE)
        .map(done -> twist.change().apply(sold(sale, made, transaction.get())));
  }

  private Answer sold(Sale sale, ObjectNode made, String transaction) {
    ObjectNode receipt = Json.object();
    receipt.put("success", true);
    receipt.put("payer", sale.payment().authorization().from());
    receipt.put("transaction", transaction);
    receipt.put("network", Usdc.NETWORK);
    return Answer.json(200, made).with(Twist.RECEIPT, Offers.encode(receipt));
  }

  /** A payment that was understood, the price it must match, and what it buys. */
  private record Sale(Payment payment, long price, ObjectNode input) {
    @Override
    public String toString() {
      return "Sale";
    }
  }

  /** How far the steps before the facilitator came. */
  private sealed interface Reading {
    record Refused(Answer answer) implements Reading {}

    record Understood(Sale sale) implements Reading {}
  }
}

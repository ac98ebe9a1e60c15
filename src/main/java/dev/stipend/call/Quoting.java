package dev.stipend.call;

import dev.stipend.catalog.Availability;
import dev.stipend.catalog.BodyCheck;
import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CheckResult;
import dev.stipend.catalog.Model;
import dev.stipend.catalog.Operation;
import dev.stipend.money.Money;
import dev.stipend.team.Policy;
import dev.stipend.treasury.GuardVerdict;
import dev.stipend.treasury.OfferGuard;
import dev.stipend.treasury.TrustedOffer;
import dev.stipend.x402.ChallengeReading;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a call up to the offer we trust: the route, the body, the seller's price, the guard.
 * It ends in an offer, or in the outcome that tells the client why there is none.
 */
public final class Quoting {

  private static final Logger LOG = LoggerFactory.getLogger(Quoting.class);

  private final Catalogue catalogue;
  private final BodyCheck bodyCheck;
  private final Seller seller;
  private final OfferGuard guard;
  private final Money priceMax;
  private final QuoteMemory memory;
  private final Surprises surprises;
  private final Consumer<String> suspicions;

  /**
   * Wires the steps.
   *
   * @param priceMax what one call may cost, whatever the catalogue allows
   * @param memory of offers that may be paid without asking
   * @param suspicions is told, in a word, what the catalogue does not explain
   */
  public Quoting(
      Catalogue catalogue,
      BodyCheck bodyCheck,
      Seller seller,
      OfferGuard guard,
      Money priceMax,
      QuoteMemory memory,
      Surprises surprises,
      Consumer<String> suspicions) {
    this.catalogue = catalogue;
    this.bodyCheck = bodyCheck;
    this.seller = seller;
    this.guard = guard;
    this.priceMax = priceMax;
    this.memory = memory;
    this.surprises = surprises;
    this.suspicions = suspicions;
  }

  /** The price of the call. Nothing is reserved or paid. */
  public Future<CallOutcome> price(CallRequest request) {
    return quote(request)
        .map(
            step ->
                switch (step) {
                  case Offered(Checked checked, TrustedOffer offer) ->
                      new CallOutcome.Quoted(offer.price(), checked);
                  case Ended(CallOutcome outcome) -> outcome;
                });
  }

  /** What can be told without asking anybody. */
  Check check(CallRequest request) {
    Optional<Operation> operation = catalogue.find(request.model(), request.operation());
    if (operation.isEmpty()) {
      return new Failed(unknown(request));
    }
    if (!mayBuy(request, operation.get())) {
      return new Failed(new CallOutcome.ModelNotAllowed(request.model()));
    }
    return switch (bodyCheck.check(operation.get(), request.body())) {
      case CheckResult.Refused refusal -> new Failed(new CallOutcome.BadBody(refusal));
      case CheckResult.Accepted accepted -> new Passed(checked(operation.get(), accepted));
    };
  }

  /** What the team and the API key may buy: both must allow it. */
  private static boolean mayBuy(CallRequest request, Operation operation) {
    String modelClass = operation.kind().text();
    return request.team().policy().allows(operation.model(), modelClass)
        && request.apiKey().policy().allows(operation.model(), modelClass);
  }

  private Future<Step> quote(CallRequest request) {
    return switch (check(request)) {
      case Failed(CallOutcome outcome) -> Future.succeededFuture(new Ended(outcome));
      case Passed(Checked checked) -> ifForSale(checked, () -> ask(request, checked));
    };
  }

  /** Asks the seller, where the offer is not remembered. */
  Future<Step> quote(CallRequest request, Checked checked) {
    return ifForSale(
        checked,
        () ->
            memory
                .recall(checked)
                .map(reading -> judge(checked, ceiling(request, checked), reading))
                .filter(Offered.class::isInstance)
                .map(Future::succeededFuture)
                .orElseGet(() -> ask(request, checked)));
  }

  private Future<Step> ask(CallRequest request, Checked checked) {
    Money ceiling = ceiling(request, checked);
    return seller.quote(checked.purchase()).map(answer -> judge(checked, ceiling, answer));
  }

  private Future<Step> ifForSale(Checked checked, Supplier<Future<Step>> quote) {
    Operation operation = checked.operation();
    Availability availability = catalogue.standing(operation).availability();
    return availability == Availability.AVAILABLE
        ? quote.get()
        : Future.succeededFuture(
            new Ended(
                new CallOutcome.NotForSale(operation.model(), operation.name(), availability)));
  }

  /** What the seller asks for now, when it has refused what it asked for before. */
  Step quoteAnew(CallRequest request, Checked checked, ChallengeReading fresh) {
    memory.forget(checked);
    return judge(checked, ceiling(request, checked), fresh);
  }

  /** A payment that the seller refuses may be for a body that it no longer takes. */
  CallOutcome noticed(CallOutcome outcome) {
    if (outcome instanceof CallOutcome.PaymentRefused) {
      suspicions.accept("payment_refused");
    }
    return outcome;
  }

  private Step judge(Checked checked, Money ceiling, QuoteAnswer answer) {
    return switch (answer) {
      case QuoteAnswer.Challenged(ChallengeReading reading) -> {
        Step step = judge(checked, ceiling, reading);
        if (step instanceof Offered) {
          memory.remember(checked, reading);
        }
        yield step;
      }
      case QuoteAnswer.Rejected(int status, String message) -> {
        suspicions.accept("body_refused");
        yield new Ended(new CallOutcome.SellerRefused(status));
      }
      case QuoteAnswer.RouteMissing _ -> {
        suspicions.accept("route_missing");
        yield new Ended(new CallOutcome.RouteGone());
      }
      case QuoteAnswer.Throttled(Long retryAfter) ->
          new Ended(new CallOutcome.SellerUnavailable("too many requests", retryAfter));
      case QuoteAnswer.Unavailable(String why) -> {
        LOG.atWarn().addKeyValue("reason", why).log("the seller gave no quote");
        yield new Ended(new CallOutcome.SellerUnavailable(why, null));
      }
      case QuoteAnswer.Unexpected(int status) ->
          surprise(checked, GuardVerdict.Kind.UNREADABLE, "status " + status + " instead of 402");
    };
  }

  private Step judge(Checked checked, Money ceiling, ChallengeReading reading) {
    return switch (guard.judge(reading, ceiling)) {
      case GuardVerdict.Trusted(TrustedOffer offer) when isTrap(checked, offer) ->
          surprise(checked, GuardVerdict.Kind.MAXIMUM_PRICE, "asked " + offer.price());
      case GuardVerdict.Trusted(TrustedOffer offer) -> {
        catalogue.quoted(checked.operation(), offer.price());
        yield new Offered(checked, offer);
      }
      case GuardVerdict.TooDear(Money price, Money most) -> tooDear(checked, price, most);
      case GuardVerdict.Surprise(var kind, String detail) -> surprise(checked, kind, detail);
    };
  }

  /** Then the body is not what the seller takes, whatever a ceiling allows. */
  private boolean isTrap(Checked checked, TrustedOffer offer) {
    return offer.price().equals(catalogue.standing(checked.operation()).trap());
  }

  /** Dearer than a policy allows is usual; dearer than the catalogue knows it is a surprise. */
  private Step tooDear(Checked checked, Money price, Money most) {
    Money known = checked.operation().price().ceiling(checked.priceInputs());
    if (!price.atMost(known)) {
      suspicions.accept("price_above_catalogue");
      surprises.note(
          checked.operation(), "price_above_catalogue", price + " instead of at most " + known);
    }
    return new Ended(new CallOutcome.TooDear(price, most));
  }

  private Step surprise(Checked checked, GuardVerdict.Kind kind, String detail) {
    suspicions.accept(kind.code());
    surprises.note(checked.operation(), kind.code(), detail);
    return new Ended(new CallOutcome.OfferRefused(kind));
  }

  /**
   * The lowest of the catalogue's, the configuration's, the team's, the API key's and the client's.
   */
  private Money ceiling(CallRequest request, Checked checked) {
    Money known = checked.operation().price().ceiling(checked.priceInputs());
    Money wanted = request.priceMax().filter(own -> own.atMost(known)).orElse(known);
    return lowest(wanted, request.team().policy(), request.apiKey().policy());
  }

  /** What no call of an operation may cost under these policies, whatever its body. */
  public Money ceiling(Operation operation, Policy... policies) {
    return lowest(operation.ceiling(), policies);
  }

  private Money lowest(Money ceiling, Policy... policies) {
    return Stream.concat(
            Stream.of(ceiling, priceMax),
            Stream.of(policies).map(Policy::priceMax).flatMap(Stream::ofNullable))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private CallOutcome unknown(CallRequest request) {
    return catalogue
        .model(request.model())
        .<CallOutcome>map(
            model ->
                new CallOutcome.UnknownOperation(
                    model.name(), request.operation(), operations(model)))
        .orElseGet(
            () ->
                new CallOutcome.UnknownModel(
                    request.model(), catalogue.nearestModel(request.model())));
  }

  private static List<String> operations(Model model) {
    return model.operations().stream().map(Operation::name).toList();
  }

  private static Checked checked(Operation operation, CheckResult.Accepted accepted) {
    return new Checked(
        operation,
        new Purchase(operation.model(), operation.name(), accepted.body()),
        accepted.priceInputs(),
        accepted.warnings(),
        accepted.fingerprint());
  }

  /** Whether a request is one that can be sold at all. */
  sealed interface Check {}

  /** It is, in this form. */
  record Passed(Checked checked) implements Check {}

  /** It is not, and this is what the client hears. */
  record Failed(CallOutcome outcome) implements Check {}

  /** How the way to the offer ended. */
  sealed interface Step {}

  /** There is an offer that may be paid. */
  record Offered(Checked checked, TrustedOffer offer) implements Step {}

  /** There is none, and this is what the client hears. */
  record Ended(CallOutcome outcome) implements Step {}
}

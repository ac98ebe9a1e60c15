package dev.stipend.api;

import dev.stipend.budget.Limit;
import dev.stipend.budget.LimitUse;
import dev.stipend.budget.Scope;
import dev.stipend.budget.Stop;
import dev.stipend.budget.Subject;
import dev.stipend.budget.WindowKind;
import dev.stipend.call.CallOutcome;
import dev.stipend.catalog.Availability;
import dev.stipend.money.Money;
import dev.stipend.web.BodyRefusal;
import dev.stipend.web.LimitJson;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client is told when a call did not buy: what, why, and what to do. */
final class CallProblems {

  private static final Duration SOON = Duration.ofSeconds(2);

  private CallProblems() {}

  static Problem of(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.UnknownModel(String given, var nearest) -> unknownModel(given, nearest);
      case CallOutcome.UnknownOperation(String model, String given, var known) ->
          unknownOperation(model, given, known);
      case CallOutcome.ModelNotAllowed(String model) ->
          Problem.of(
                  ProblemCode.MODEL_NOT_ALLOWED,
                  "The policy of this team or API key does not allow the model " + model + ".")
              .param("model");
      case CallOutcome.NotForSale(String model, String operation, Availability why) ->
          Problem.of(
                  ProblemCode.MODEL_UNAVAILABLE,
                  "%s of %s is not sold at the moment: %s.".formatted(operation, model, why(why)))
              .param("model")
              .with("availability", why.text());
      case CallOutcome.BadBody(var refusal) -> BodyRefusal.of(refusal);
      case CallOutcome.TooManyCalls(int perMinute, Duration ends) ->
          Problem.of(
                  ProblemCode.RATE_LIMIT_EXCEEDED,
                  "Only " + perMinute + " calls may begin within a minute.")
              .retryAfter(Duration.ofSeconds(PaceHeaders.seconds(ends)));
      case CallOutcome.SellerRefused(int status) ->
          Problem.of(
              ProblemCode.UPSTREAM_REFUSED,
              "StableStudio refused the request with status " + status + ", before any payment.");
      case CallOutcome.RouteGone _ ->
          Problem.of(
                  ProblemCode.UPSTREAM_REFUSED,
                  "StableStudio does not offer this model and operation any more.")
              .help("Nothing was paid. Use another model; GET /api/models lists what there is.");
      case CallOutcome.SellerUnavailable(String why, Long retryAfter) ->
          Problem.of(
                  ProblemCode.UPSTREAM_UNAVAILABLE, "StableStudio cannot be reached at the moment.")
              .retryAfter(seconds(retryAfter));
      case CallOutcome.OfferRefused(var kind) ->
          Problem.of(
                  ProblemCode.UPSTREAM_OFFER_REFUSED,
                  "StableStudio's offer is not the one the gateway trusts: " + kind.code() + ".")
              .with("reason", kind.code());
      case CallOutcome.TooDear(Money price, Money ceiling) ->
          Problem.of(
                  ProblemCode.PRICE_ABOVE_CEILING,
                  "The call costs %s, and one call may cost at most %s.".formatted(price, ceiling))
              .with("price", price.toDollars())
              .with("ceiling", ceiling.toDollars());
      case CallOutcome.TooManyJobs jobs -> tooManyJobs(jobs);
      case CallOutcome.OverLimit(var use, Money needed, var resets) ->
          overLimit(use, needed, resets);
      case CallOutcome.Stopped(Stop stop) -> stopped(stop);
      case CallOutcome.OverCeiling(WindowKind window, Money ceiling, Money needed, Duration ends) ->
          Problem.of(
                  ProblemCode.TREASURY_CEILING,
                  "At most %s may leave the company's wallet within %s; this call costs %s."
                      .formatted(ceiling, window == WindowKind.HOUR ? "an hour" : "a day", needed))
              .retryAfter(ends.plusSeconds(1));
      case CallOutcome.TreasuryShort(Money needed) ->
          Problem.of(
              ProblemCode.TREASURY_EXHAUSTED,
              "The company's wallet does not hold the " + needed + " that this call costs.");
      case CallOutcome.BooksUnavailable _ ->
          Problem.of(ProblemCode.BUDGET_UNAVAILABLE, "The budget cannot be checked at the moment.")
              .retryAfter(SOON);
      case CallOutcome.SignerUnavailable _ ->
          Problem.of(
                  ProblemCode.SIGNER_UNAVAILABLE,
                  "The wallet's signer does not answer at the moment.")
              .retryAfter(SOON);
      case CallOutcome.PaymentRefused(int status, String reason) -> paymentRefused(status, reason);
      case CallOutcome.IdReused(String difference) ->
          Problem.of(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  "The Idempotency-Key was sent before with another " + difference + ".")
              .param("Idempotency-Key")
              .with("differs", difference);
      case CallOutcome.InProgress _ ->
          Problem.of(ProblemCode.REQUEST_IN_PROGRESS, "The same call is still running.");
      case CallOutcome.Repeated r -> throw noProblem(r);
      case CallOutcome.Quoted q -> throw noProblem(q);
      case CallOutcome.Bought b -> throw noProblem(b);
      case CallOutcome.InDoubt d -> throw noProblem(d);
    };
  }

  private static String why(Availability why) {
    return switch (why) {
      case DISABLED -> "an operator disabled it";
      case WITHDRAWN -> "StableStudio's own document no longer lists it";
      case UNPRICED -> "no operator has said yet what it may cost";
      case AVAILABLE -> "it became available just now";
    };
  }

  /** The reason is for operators: it may be about what teams need not know. */
  private static Problem stopped(Stop stop) {
    return switch (stop.target()) {
      case Stop.Everything _ ->
          Problem.of(
              ProblemCode.TREASURY_PAUSED, "Payments are paused since " + stop.since() + ".");
      case Stop.Token _ ->
          Problem.of(
              ProblemCode.TOKEN_BLOCKED,
              "The token's contract would refuse every payment, since " + stop.since() + ".");
      case Stop.Route(String model, String operation) ->
          Problem.of(
              ProblemCode.ROUTE_STOPPED,
              "Nothing is bought with %s of %s since %s: the seller's offers were not as expected."
                  .formatted(operation, model, stop.since()));
    };
  }

  private static Problem paymentRefused(int status, @Nullable String reason) {
    String why = reason == null ? "" : " (" + reason + ")";
    Problem problem =
        Problem.of(
                ProblemCode.UPSTREAM_REFUSED,
                "StableStudio refused the payment with status " + status + why + ".")
            .help(
                "By its answer nothing was charged; the amount stays held until that is certain, and"
                    + " until then the same call is answered the same. Tell ops the request id.");
    return reason == null ? problem : problem.with("reason", reason);
  }

  private static Problem unknownModel(String given, Optional<String> nearest) {
    Problem problem =
        Problem.of(ProblemCode.MODEL_NOT_FOUND, "There is no model " + shown(given) + ".")
            .param("model");
    return nearest
        .map(
            name ->
                problem
                    .help("Did you mean " + name + "? GET /api/models lists what there is.")
                    .with("did_you_mean", name))
        .orElse(problem);
  }

  private static Problem unknownOperation(String model, String given, List<String> known) {
    return Problem.of(
            ProblemCode.MODEL_NOT_FOUND,
            "The model " + model + " has no operation " + shown(given) + ".")
        .param("operation")
        .help("It has: " + String.join(", ", known) + ".")
        .with("operations", known);
  }

  private static Problem tooManyJobs(CallOutcome.TooManyJobs jobs) {
    String whose = jobs.scope() instanceof Scope.OfApiKey ? "this API key" : "this team";
    return Problem.of(
            ProblemCode.TOO_MANY_JOBS,
            "Of %s, %d jobs run, and at most %d may run at once."
                .formatted(whose, jobs.running(), jobs.allowed()))
        .retryAfter(within(jobs.typicalTime()))
        .with("scope", jobs.scope().text())
        .with("allowed", jobs.allowed())
        .with("running", jobs.running());
  }

  private static Problem overLimit(LimitUse use, Money needed, Optional<Instant> resets) {
    String held = use.held().isZero() ? "" : ", " + use.held() + " is held by running calls";
    String doubt = use.inDoubt().isZero() ? "" : ", " + use.inDoubt() + " is in doubt";
    Problem problem =
        Problem.of(
                ProblemCode.LIMIT_EXCEEDED,
                "The limit of %s on %s for each %s has %s left; this call costs %s (%s is spent%s%s)."
                    .formatted(
                        use.amount(),
                        about(use.limit()),
                        use.limit().window().text(),
                        use.left(),
                        needed,
                        use.settled(),
                        held,
                        doubt))
            .with("limit", LimitJson.of(use, resets))
            .with("needed", needed.toDollars());
    return resets
        .map(
            end ->
                problem.help(
                    "Wait until " + end + ", when the limit starts anew, or ask ops to raise it."))
        .orElse(problem.help("The limit never starts anew; ask ops to raise it."));
  }

  private static String about(Limit limit) {
    String scope = limit.scope().text();
    return switch (limit.subject()) {
      case Subject.All _ -> scope;
      case Subject.OfClass(String name) -> scope + " and " + name + " models";
      case Subject.OfModel(String name) -> scope + " and " + name;
    };
  }

  private static String shown(String given) {
    return given.length() <= 64 ? given : given.substring(0, 64) + "…";
  }

  private static Duration seconds(@Nullable Long retryAfter) {
    return retryAfter == null ? SOON : within(Duration.ofSeconds(retryAfter));
  }

  /** SDKs ignore what is longer than a minute. */
  private static Duration within(Duration wait) {
    return Duration.ofSeconds(Math.clamp(wait.toSeconds(), 1, 60));
  }

  private static IllegalStateException noProblem(CallOutcome outcome) {
    return new IllegalStateException(outcome.getClass().getSimpleName() + " is no problem");
  }
}

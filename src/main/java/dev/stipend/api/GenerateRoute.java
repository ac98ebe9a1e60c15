package dev.stipend.api;

import dev.stipend.call.CallOnce;
import dev.stipend.call.IdempotencyId;
import dev.stipend.ledger.SpendId;
import dev.stipend.upload.AttachedOutcome;
import dev.stipend.upload.Wish;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.web.RequestIds;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/generate/{model}/{operation}}: buys a generation, and with {@code ?wait=30s}
 * waits a while for its end.
 */
final class GenerateRoute {

  private static final Logger LOG = LoggerFactory.getLogger(GenerateRoute.class);
  private static final String RETRY_COUNT = "X-Stainless-Retry-Count";
  private static final Pattern REPEATED = Pattern.compile("[1-9]\\d{0,3}");

  private final CallOnce calls;
  private final PaceHeaders pace;
  private final BodyReader bodies;
  private final CallReply reply;
  private final AttachedRoute attached;
  private final Waits waits;

  GenerateRoute(
      CallOnce calls,
      AttachedRoute attached,
      PaceHeaders pace,
      BodyReader bodies,
      CallReply reply,
      Waits waits) {
    this.calls = calls;
    this.attached = attached;
    this.pace = pace;
    this.bodies = bodies;
    this.reply = reply;
    this.waits = waits;
  }

  Future<Void> answer(RoutingContext context) {
    // Read first: nothing may be bought for a request that is then refused.
    Duration wait = WaitTime.of(context);
    return Future.succeededFuture(context)
        .compose(this::outcome)
        .transform(
            (outcome, failure) ->
                pace.tell(context)
                    .compose(
                        told ->
                            failure == null
                                ? send(context, outcome, wait)
                                : Future.failedFuture(failure)));
  }

  private Future<Void> send(RoutingContext context, AttachedOutcome outcome, Duration wait) {
    SpendId id = wait.isZero() ? null : CallReply.jobOf(outcome);
    return id == null
        ? reply.send(context, outcome, null)
        : waits
            .endOfBought(context, id, CallRequests.team(context).id(), wait)
            .compose(job -> reply.send(context, outcome, job));
  }

  private Future<AttachedOutcome> outcome(RoutingContext context) {
    @Nullable IdempotencyId id = IdempotencyHeader.read(context);
    logRepetition(context, id);
    if (Wish.MODEL.equals(context.pathParam("model"))) {
      throw new ProblemException(
          Problem.of(ProblemCode.MODEL_NOT_FOUND, "An upload is no model.")
              .param("model")
              .help("Send the file to POST /api/upload."));
    }
    if (AttachedRoute.isMeant(context)) {
      return attached.buy(context, id);
    }
    Context own = context.vertx().getOrCreateContext();
    return on(own, CallRequests.read(context, bodies).compose(request -> calls.buy(request, id)))
        .map(outcome -> new AttachedOutcome.Called(outcome, List.of()));
  }

  /** A call that joined another one ends wherever that one ends; its answer belongs here. */
  static <T> Future<T> on(Context own, Future<T> end) {
    Promise<T> here = Promise.promise();
    own.runOnContext(_ -> end.onComplete(here));
    return here.future();
  }

  /** Official SDKs say which of their attempts this is. */
  private static void logRepetition(RoutingContext context, @Nullable IdempotencyId id) {
    String count = context.request().getHeader(RETRY_COUNT);
    if (count != null && REPEATED.matcher(count).matches()) {
      LOG.atInfo()
          .addKeyValue("request_id", RequestIds.of(context))
          .addKeyValue("retry", count)
          .addKeyValue("with_id", id != null)
          .log("an SDK repeats a call by itself");
    }
  }
}

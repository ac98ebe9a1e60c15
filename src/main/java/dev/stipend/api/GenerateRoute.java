package dev.stipend.api;

import dev.stipend.call.Buying;
import dev.stipend.web.BodyReader;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/generate/{model}/{operation}}: buys a generation. */
final class GenerateRoute {

  private final Buying buying;
  private final BodyReader bodies;
  private final CallReply reply;

  GenerateRoute(Buying buying, BodyReader bodies, CallReply reply) {
    this.buying = buying;
    this.bodies = bodies;
    this.reply = reply;
  }

  Future<Void> answer(RoutingContext context) {
    if (context.request().getHeader("Idempotency-Key") != null) {
      // Ignored, it would promise what is not kept.
      throw new ProblemException(
          Problem.of(
              ProblemCode.IDEMPOTENCY_NOT_SUPPORTED,
              "The header Idempotency-Key would have no effect."));
    }
    return CallRequests.read(context, bodies)
        .compose(buying::buy)
        .compose(outcome -> reply.send(context, outcome));
  }
}

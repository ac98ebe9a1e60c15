package dev.stipend.api;

import dev.stipend.call.Quoting;
import dev.stipend.web.BodyReader;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** {@code POST /api/quote/{model}/{operation}}: the price of a generation; nothing is paid. */
final class QuoteRoute {

  private final Quoting quoting;
  private final BodyReader bodies;
  private final CallReply reply;

  QuoteRoute(Quoting quoting, BodyReader bodies, CallReply reply) {
    this.quoting = quoting;
    this.bodies = bodies;
    this.reply = reply;
  }

  Future<Void> answer(RoutingContext context) {
    return CallRequests.read(context, bodies)
        .compose(quoting::price)
        .compose(outcome -> reply.send(context, outcome));
  }
}

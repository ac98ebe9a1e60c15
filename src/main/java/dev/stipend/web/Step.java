package dev.stipend.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * A route whose answering is a step like any other: whatever fails in it, an exception included,
 * ends in the failure handler, so that no request is left without an answer.
 */
public final class Step implements Handler<RoutingContext> {

  private final Function<RoutingContext, Future<Void>> answer;

  private Step(Function<RoutingContext, Future<Void>> answer) {
    this.answer = answer;
  }

  public static Handler<RoutingContext> of(Function<RoutingContext, Future<Void>> answer) {
    return new Step(answer);
  }

  @Override
  public void handle(RoutingContext context) {
    Future.succeededFuture(context).compose(answer).onFailure(context::fail);
  }
}

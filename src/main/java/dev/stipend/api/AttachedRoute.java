package dev.stipend.api;

import dev.stipend.api.FormReader.Form;
import dev.stipend.api.FormReader.Taken;
import dev.stipend.call.CallRequest;
import dev.stipend.call.IdempotencyId;
import dev.stipend.catalog.Catalogue;
import dev.stipend.upload.AttachedCalls;
import dev.stipend.upload.AttachedOutcome;
import dev.stipend.upload.Attachments;
import dev.stipend.web.Authentication;
import dev.stipend.web.RequestIds;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/generate/{model}/{operation}} with a form: files in the place of links, stored
 * and used in one call.
 */
final class AttachedRoute {

  /** More than any operation takes. */
  private static final int FILES_MAX = 16;

  private final AttachedCalls calls;
  private final Catalogue catalogue;
  private final FormReader forms;

  AttachedRoute(AttachedCalls calls, Catalogue catalogue, Intake intake) {
    this.calls = calls;
    this.catalogue = catalogue;
    this.forms = new FormReader(intake);
  }

  static boolean isMeant(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith(FormReader.TYPE);
  }

  /** Once the files are here nothing depends on the client any more. */
  Future<AttachedOutcome> buy(RoutingContext context, @Nullable IdempotencyId id) {
    CallRequests.team(context);
    PriceMaxHeader.read(context);
    Context own = context.vertx().getOrCreateContext();
    return forms
        .read(context, FILES_MAX)
        .compose(
            form ->
                Future.succeededFuture(form)
                    .map(read -> request(context, read))
                    .compose(
                        request -> GenerateRoute.on(own, calls.buy(request, attachments(form), id)))
                    .onComplete(ended -> forms.discard(form)));
  }

  private CallRequest request(RoutingContext context, Form form) {
    String model = context.pathParam("model");
    String name = context.pathParam("operation");
    String body =
        catalogue.find(model, name).map(operation -> FormBody.of(operation, form)).orElse("{}");
    return new CallRequest(
        CallRequests.team(context),
        Authentication.caller(context).apiKey(),
        model,
        name,
        body,
        PriceMaxHeader.read(context),
        RequestIds.of(context));
  }

  private static Attachments attachments(Form form) {
    return new Attachments(form.files().stream().map(Taken::file).toList());
  }
}

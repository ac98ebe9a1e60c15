package dev.stipend.web;

import dev.stipend.team.ApiSecret;
import dev.stipend.team.Caller;
import dev.stipend.team.Callers;
import dev.stipend.team.Team;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;

/** Lets in who presents the secret of an active API key, and remembers on whose behalf it runs. */
public final class Authentication implements Handler<RoutingContext> {

  private static final String SLOT = "stipend.caller";
  private static final String BEARER = "Bearer ";
  private static final int SECRET_LENGTH_MAX = 200;

  private final Callers callers;

  public Authentication(Callers callers) {
    this.callers = callers;
  }

  /** Who calls; only behind this handler. */
  public static Caller caller(RoutingContext context) {
    return Objects.requireNonNull(context.get(SLOT), "the route lacks authentication");
  }

  @Override
  public void handle(RoutingContext context) {
    Optional<ApiSecret> secret = presented(context);
    if (secret.isEmpty()) {
      boolean other = context.request().getHeader(HttpHeaders.AUTHORIZATION) != null;
      refuse(
          context,
          ProblemCode.MISSING_API_KEY,
          other
              ? "The Authorization header is not of the form Bearer <API key>."
              : "The request carries no API key.");
      return;
    }
    callers
        .authenticate(secret.get())
        .onSuccess(caller -> admit(context, secret.get(), caller))
        .onFailure(context::fail);
  }

  private static void admit(RoutingContext context, ApiSecret secret, Optional<Caller> caller) {
    if (caller.isEmpty()) {
      refuse(
          context,
          ProblemCode.INVALID_API_KEY,
          secret.isMistyped()
              ? "The API key was cut or mistyped: its checksum does not match."
              : "The API key is unknown.");
      return;
    }
    Team team = caller.get().team();
    AccessLog.caller(
        context, team == null ? null : team.id().value(), caller.get().apiKey().id().value());
    if (team != null && !team.active()) {
      refuse(context, ProblemCode.TEAM_SUSPENDED, "The team " + team.id() + " is suspended.");
      return;
    }
    context.put(SLOT, caller.get());
    context.next();
  }

  private static Optional<ApiSecret> presented(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    String key = context.request().getHeader("X-API-Key");
    String text =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length())
            : key;
    return Optional.ofNullable(text)
        .map(String::strip)
        .filter(secret -> !secret.isEmpty() && secret.length() <= SECRET_LENGTH_MAX)
        .map(ApiSecret::presented);
  }

  private static void refuse(RoutingContext context, ProblemCode code, String detail) {
    context.fail(new ProblemException(Problem.of(code, detail)));
  }
}

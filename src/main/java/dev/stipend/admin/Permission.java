package dev.stipend.admin;

import dev.stipend.team.Role;
import dev.stipend.web.Authentication;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Predicate;

/** Lets in whose role may do this. */
final class Permission implements Handler<RoutingContext> {

  private final Predicate<Role> allowed;
  private final String whoMay;

  private Permission(Predicate<Role> allowed, String whoMay) {
    this.allowed = allowed;
    this.whoMay = whoMay;
  }

  static Permission toRead() {
    return new Permission(Role::mayRead, "finance, ops or admin");
  }

  static Permission toOperate() {
    return new Permission(Role::mayOperate, "ops or admin");
  }

  @Override
  public void handle(RoutingContext context) {
    Role role = Authentication.caller(context).apiKey().role();
    if (allowed.test(role)) {
      context.next();
      return;
    }
    context.fail(
        new ProblemException(
            Problem.of(
                    ProblemCode.ROLE_NOT_ALLOWED,
                    "This API key has the role " + role.text() + ", which may not do this.")
                .help("Use an API key of the role " + whoMay + ".")));
  }
}

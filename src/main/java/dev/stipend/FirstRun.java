package dev.stipend;

import dev.stipend.budget.Limit;
import dev.stipend.budget.Scope;
import dev.stipend.budget.WindowKind;
import dev.stipend.config.Config;
import dev.stipend.config.Secret;
import dev.stipend.money.Money;
import dev.stipend.team.ApiKey;
import dev.stipend.team.ApiSecret;
import dev.stipend.team.KeyIssue.Issued;
import dev.stipend.team.Role;
import dev.stipend.team.Team;
import dev.stipend.team.TeamId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * What a register without any API key gets: an operator, and in the sandbox a team that can buy.
 * Their secrets are shown this once.
 */
final class FirstRun {

  private static final TeamId DEMO = new TeamId("demo");
  private static final Money DEMO_LIMIT = Money.parseDollars("5.00");

  private final Core core;
  private final Config config;

  FirstRun(Core core, Config config) {
    this.core = core;
    this.config = config;
  }

  /** Answers what must be shown; nothing on every later start. */
  Future<Shown> ifFirst() {
    return core.register()
        .directory()
        .apiKeys()
        .compose(
            known ->
                demo(known).compose(demo -> admin(known).map(admin -> new Shown(demo, admin))));
  }

  /**
   * An operator's own secret is known to the operator, so it is not shown. One that opens nothing
   * yet is taken in even later: it is the way back in for who lost the first.
   */
  private Future<Optional<ApiSecret>> admin(List<ApiKey> known) {
    Optional<Secret> given = config.access().adminKey();
    if (given.isPresent()) {
      return register(ApiSecret.presented(given.get().reveal())).map(Optional.empty());
    }
    return known.stream().anyMatch(key -> key.role() == Role.ADMIN)
        ? Future.succeededFuture(Optional.empty())
        : core.register()
            .keyIssue()
            .issue(null, Role.ADMIN, "first admin")
            .map(issued -> Optional.of(issued.secret()));
  }

  private Future<Void> register(ApiSecret secret) {
    return opensAdmin(secret)
        .compose(
            opens ->
                opens
                    ? Future.succeededFuture()
                    : core.register()
                        .keyIssue()
                        .issue(null, Role.ADMIN, "configured admin", secret)
                        .<Void>mapEmpty()
                        // Another gateway that starts at this moment may have been first.
                        .recover(
                            failure ->
                                opensAdmin(secret)
                                    .compose(
                                        now ->
                                            now
                                                ? Future.succeededFuture()
                                                : Future.failedFuture(failure))));
  }

  private Future<Boolean> opensAdmin(ApiSecret secret) {
    return core.register()
        .callers()
        .authenticate(secret)
        .map(caller -> caller.filter(c -> c.apiKey().role() == Role.ADMIN).isPresent());
  }

  private Future<Optional<ApiSecret>> demo(List<ApiKey> known) {
    if (!config.upstream().isSandbox() || !known.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Team team = new Team(DEMO, "Demo", "", config.access().timeZone(), true);
    return core.register()
        .directory()
        .createTeam(team)
        .compose(
            created ->
                core.money()
                    .budgets()
                    .setLimit(new Limit(new Scope.OfTeam(DEMO), WindowKind.MONTH, DEMO_LIMIT)))
        .compose(limited -> core.register().keyIssue().issue(DEMO, Role.TEAM, "first run"))
        .map(Issued::secret)
        .map(Optional::of);
  }

  /** Secrets that exist in clear only here. */
  record Shown(Optional<ApiSecret> team, Optional<ApiSecret> admin) {}
}

package dev.stipend.admin;

import dev.stipend.money.Money;
import dev.stipend.treasury.Accounts;
import dev.stipend.treasury.Statement;
import dev.stipend.treasury.Statements;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.x402.Address;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /admin/treasury/reconciliation}: the books beside the chain. */
final class ReconciliationRoute {

  private final @Nullable Statements statements;

  ReconciliationRoute(@Nullable Statements statements) {
    this.statements = statements;
  }

  Future<Void> answer(RoutingContext context) {
    if (statements == null) {
      throw new ProblemException(
          Problem.of(ProblemCode.NOT_FOUND, "No chain is configured to hold the books against.")
              .help("Set chain.rpc."));
    }
    return statements.now().compose(statement -> JsonReply.ok(context, json(statement)));
  }

  private static Map<String, Object> json(Statement statement) {
    Money opening = statement.opening();
    Statement.Seen seen = statement.seen();
    Instant oldest = statement.provisional().oldest();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("wallets", statement.wallets().stream().map(Address::checksummed).toList());
    json.put("block", seen == null ? null : seen.block());
    json.put("opening", opening == null ? null : opening.toDollars());
    json.put("cameIn", Accounts.dollars(statement.cameIn()));
    json.put("spentConfirmed", Accounts.dollars(statement.confirmed()));
    json.put("spentProvisional", statement.provisional().amount().toDollars());
    json.put("provisionalPayments", statement.provisional().count());
    json.put("provisionalSince", oldest == null ? null : oldest.toString());
    json.put("unexplained", Accounts.dollars(statement.unexplained()));
    json.put("closing", Accounts.dollars(statement.closing()));
    json.put("held", Accounts.dollars(statement.held()));
    json.put("inDoubt", Accounts.dollars(statement.inDoubt()));
    json.put("onChain", seen == null ? null : seen.balance().toDollars());
    json.put("difference", seen == null ? null : Accounts.dollars(statement.difference(seen)));
    json.put("unaccounted", seen == null ? null : Accounts.dollars(statement.unaccounted(seen)));
    return json;
  }
}

package dev.stipend.admin;

import dev.stipend.budget.Stop;
import dev.stipend.money.Money;
import dev.stipend.treasury.OperatorFunding;
import dev.stipend.web.Authentication;
import dev.stipend.web.BodyReader;
import dev.stipend.web.JsonReply;
import dev.stipend.web.Problem;
import dev.stipend.web.ProblemCode;
import dev.stipend.web.ProblemException;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code POST /admin/treasury/funding}: what came into the wallet, where no chain tells it. */
final class FundingRoute {

  private final OperatorFunding funding;
  private final boolean hasChain;
  private final BodyReader bodies;

  FundingRoute(OperatorFunding funding, boolean hasChain, BodyReader bodies) {
    this.funding = funding;
    this.hasChain = hasChain;
    this.bodies = bodies;
  }

  Future<Void> book(RoutingContext context) {
    String by = Authentication.caller(context).apiKey().id().value();
    return bodies
        .readJson(context)
        .map(FundingRoute::entry)
        .compose(
            entry -> {
              if (hasChain) {
                throw new ProblemException(
                    Problem.of(
                            ProblemCode.DECISION_REFUSED,
                            "What comes into the wallet is booked from the chain.")
                        .help(
                            "Wait until its block is safe; an entry by hand is for chain.rpc unset."));
              }
              return funding
                  .book(entry.amount(), entry.transaction(), by, entry.reason())
                  .compose(isNew -> answer(context, entry, isNew));
            });
  }

  private static Future<Void> answer(RoutingContext context, Entry entry, boolean isNew) {
    if (!isNew) {
      throw new ProblemException(
          Problem.of(ProblemCode.ALREADY_EXISTS, "This transaction is booked already.")
              .help("GET /admin/ledger shows it; nothing was booked again."));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("amount", entry.amount().toDollars());
    json.put("transaction", entry.transaction().hex());
    return JsonReply.send(context, 201, json);
  }

  private static Entry entry(byte[] body) {
    Fields fields = Fields.of(body);
    Optional<Money> amount = fields.required("amount", "100.00", FundingRoute::amount);
    Optional<Bytes32> transaction =
        fields.required(
            "transaction",
            "0x and 64 digits",
            text -> Bytes32.parse(DoubtRoute.transaction(text).toLowerCase(Locale.ROOT)));
    Optional<String> reason = fields.required("reason", "deposit of May", Stop::reason);
    fields.check();
    return new Entry(amount.orElseThrow(), transaction.orElseThrow(), reason.orElseThrow());
  }

  private static Money amount(String text) {
    Money amount = Money.parseDollars(text);
    if (amount.isZero()) {
      throw new IllegalArgumentException("a deposit is more than nothing");
    }
    return amount;
  }

  private record Entry(Money amount, Bytes32 transaction, String reason) {}
}

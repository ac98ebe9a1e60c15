package dev.stipend;

import dev.stipend.config.Config;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.NonceTag;
import dev.stipend.treasury.NonceTags;
import dev.stipend.x402.Address;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Tells whose payment a nonce or a transaction was, from the wallets' secrets alone: no books are
 * needed, and none are read.
 */
final class ExplainCommand {

  private static final int NOT_OURS = 1;
  private static final int FAILED = 2;
  private static final int SECONDS_MAX = 30;

  private final Config config;
  private final PrintWriter out;
  private final PrintWriter err;

  ExplainCommand(Config config, PrintWriter out, PrintWriter err) {
    this.config = config;
    this.out = out;
    this.err = err;
  }

  /**
   * Explains one.
   *
   * @param nonceOrTransaction 32 bytes in hex; they do not say which of the two they are
   * @param names of teams whose ids are too long to be in a nonce in full
   */
  int run(String nonceOrTransaction, List<String> names) {
    Vertx vertx = Vertx.vertx();
    try {
      Bytes32 asked = Bytes32.parse(nonceOrTransaction);
      List<TeamId> teams = names.stream().map(TeamId::new).toList();
      WalletsAtHand wallets = WalletsAtHand.open(config, vertx, new SecureRandom());
      Optional<NonceTag> tag = wallets.tags().read(asked);
      if (tag.isPresent()) {
        out.println(told(tag.get(), teams));
        return 0;
      }
      Chain chain = CoreAssembly.chain(vertx, config);
      return chain == null
          ? notOurs(
              "This is no nonce of these wallets; chain.rpc is needed to look for a transaction.")
          : transaction(departures(chain, asked, wallets), wallets, teams);
    } catch (Exception e) {
      err.println("That could not be explained: " + Main.reason(e));
      return FAILED;
    } finally {
      vertx.close();
    }
  }

  private int transaction(List<Departure> departures, WalletsAtHand wallets, List<TeamId> teams) {
    if (departures.isEmpty()) {
      return notOurs(
          "This is no nonce of these wallets, and no transaction that moved their money: "
              + wallets.addresses().stream()
                  .map(Address::checksummed)
                  .collect(Collectors.joining(", ")));
    }
    NonceTags tags = wallets.tags();
    boolean allOurs = true;
    for (Departure departure : departures) {
      Optional<NonceTag> tag = Optional.ofNullable(departure.nonce()).flatMap(tags::read);
      allOurs &= tag.isPresent();
      out.println(
          "%s USD to %s in block %d: %s"
              .formatted(
                  departure.amount().toDollars(),
                  departure.to().checksummed(),
                  departure.block(),
                  tag.map(each -> told(each, teams)).orElse("not authorized by Stipend")));
    }
    return allOurs ? 0 : NOT_OURS;
  }

  private static List<Departure> departures(Chain chain, Bytes32 transaction, WalletsAtHand wallets)
      throws Exception {
    List<Future<List<Departure>>> searches =
        wallets.addresses().stream()
            .map(wallet -> chain.departuresIn(transaction, wallet))
            .toList();
    return Future.all(searches)
        .map(all -> searches.stream().flatMap(found -> found.result().stream()).toList())
        .await(SECONDS_MAX, TimeUnit.SECONDS);
  }

  private static String told(NonceTag tag, List<TeamId> teams) {
    return "spend %s of team %s, begun %s%s%s"
        .formatted(
            tag.spend(),
            tag.team(teams),
            tag.spend().madeAt(),
            tag.attempt() == 0 ? "" : ", authorization " + (tag.attempt() + 1),
            isStandIn(tag, teams) ? " (a team with a long id: name it with --teams)" : "");
  }

  private static boolean isStandIn(NonceTag tag, List<TeamId> teams) {
    return tag.isTeamShortened() && !teams.contains(tag.team(teams));
  }

  private int notOurs(String what) {
    out.println(what);
    return NOT_OURS;
  }
}

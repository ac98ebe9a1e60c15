package dev.stipend;

import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.chain.WalletKey;
import dev.stipend.config.Config;
import dev.stipend.team.TeamId;
import dev.stipend.treasury.Departure;
import dev.stipend.treasury.NonceTag;
import dev.stipend.treasury.NonceTags;
import dev.stipend.x402.Bytes32;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells whose payment a nonce or a transaction was, from the wallet's secret alone: no books are
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
    try {
      Bytes32 asked = Bytes32.parse(nonceOrTransaction);
      List<TeamId> teams = names.stream().map(TeamId::new).toList();
      WalletKey wallet = GatewayStart.walletKey(config, new SecureRandom());
      NonceTags tags = new NonceTags(List.of(wallet.nonceKey()));
      Optional<NonceTag> tag = tags.read(asked);
      if (tag.isPresent()) {
        out.println(told(tag.get(), teams));
        return 0;
      }
      return config.treasury().chain().rpc().isEmpty()
          ? notOurs(
              "This is no nonce of this wallet; chain.rpc is needed to look for a transaction.")
          : transaction(asked, wallet, tags, teams);
    } catch (Exception e) {
      err.println("That could not be explained: " + Main.reason(e));
      return FAILED;
    }
  }

  private int transaction(Bytes32 id, WalletKey wallet, NonceTags tags, List<TeamId> teams)
      throws Exception {
    List<Departure> departures = departures(id, wallet);
    if (departures.isEmpty()) {
      return notOurs(
          "This is no nonce of this wallet, and no transaction that moved its money: "
              + wallet.address().checksummed());
    }
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

  private List<Departure> departures(Bytes32 transaction, WalletKey wallet) throws Exception {
    URI rpc = config.treasury().chain().rpc().orElseThrow();
    Vertx vertx = Vertx.vertx();
    try {
      return new JsonRpcChain(vertx, ChainSettings.of(rpc, CoreAssembly.token(config)))
          .departuresIn(transaction, wallet.address())
          .await(SECONDS_MAX, TimeUnit.SECONDS);
    } finally {
      vertx.close().await(SECONDS_MAX, TimeUnit.SECONDS);
    }
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

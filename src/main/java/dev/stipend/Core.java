package dev.stipend;

import dev.stipend.api.Links;
import dev.stipend.budget.Budgets;
import dev.stipend.call.BusyCalls;
import dev.stipend.call.CallOnce;
import dev.stipend.call.Pace;
import dev.stipend.call.Payment;
import dev.stipend.call.Quoting;
import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueWatch;
import dev.stipend.chain.Wallet;
import dev.stipend.job.JobFollower;
import dev.stipend.job.JobNews;
import dev.stipend.job.MediaStore;
import dev.stipend.job.WaitingRoom;
import dev.stipend.ledger.Ledger;
import dev.stipend.metrics.Meters;
import dev.stipend.redis.RedisJobChannel;
import dev.stipend.redis.RedisJobs;
import dev.stipend.redis.RedisSpends;
import dev.stipend.team.Callers;
import dev.stipend.team.Directory;
import dev.stipend.team.KeyIssue;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Doubts;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.OpenSpends;
import dev.stipend.treasury.OperatorFunding;
import dev.stipend.treasury.Reconciliation;
import dev.stipend.treasury.Statements;
import dev.stipend.treasury.Stops;
import dev.stipend.treasury.TokenWatch;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.upload.Confirmations;
import dev.stipend.upload.FileStore;
import dev.stipend.upload.Uploading;
import dev.stipend.webhook.Deliveries;
import dev.stipend.webhook.Webhooks;
import org.jspecify.annotations.Nullable;

/** The parts that the two ports and the recurring tasks share, by what they are about. */
record Core(Register register, Money money, Sales sales, Work work, Links links, Meters meters) {

  /** Who calls. */
  record Register(Directory directory, Callers callers, KeyIssue keyIssue) {}

  /**
   * What may be spent, and what was.
   *
   * @param chain absent when no endpoint is configured
   * @param funding absent likewise
   * @param tokenWatch absent likewise
   * @param chainBooks absent likewise
   */
  record Money(
      Budgets budgets,
      RedisSpends spends,
      Ledger ledger,
      WalletsAtHand wallets,
      @Nullable Chain chain,
      @Nullable Funding funding,
      @Nullable TokenWatch tokenWatch,
      @Nullable ChainBooks chainBooks,
      OpenSpends openSpends,
      Stops stops,
      TreasuryWatch watch,
      Doubts doubts,
      OperatorFunding operatorFunding) {

    Wallet wallet() {
      return wallets.paying();
    }
  }

  /** What holds the books against the chain. */
  record ChainBooks(Reconciliation reconciliation, Statements statements) {}

  /** What can be bought, and the buying. */
  record Sales(Shelf shelf, Pace pace, Quoting quoting, CallOnce calls, Payment payment) {

    Catalogue catalogue() {
      return shelf.catalogue();
    }
  }

  /** What there is to buy, and who keeps that up to date. */
  record Shelf(Catalogue catalogue, CatalogueWatch watch) {}

  /** What was bought. */
  record Work(
      RedisJobs jobs,
      MediaStore media,
      JobFollower follower,
      BusyCalls busyCalls,
      Uploads uploads,
      JobNews news,
      RedisJobChannel channel,
      WaitingRoom room,
      Webhooks webhooks,
      Deliveries deliveries) {}

  /** What teams bring. */
  record Uploads(Uploading uploading, FileStore store, Confirmations confirmations) {}
}

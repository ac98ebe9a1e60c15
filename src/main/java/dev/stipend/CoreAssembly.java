package dev.stipend;

import dev.stipend.api.EndMessage;
import dev.stipend.api.Links;
import dev.stipend.budget.Calendar;
import dev.stipend.budget.Ceilings;
import dev.stipend.call.BusyCalls;
import dev.stipend.call.Buying;
import dev.stipend.call.CallOnce;
import dev.stipend.call.LateEnds;
import dev.stipend.call.Pace;
import dev.stipend.call.Payment;
import dev.stipend.call.QuoteMemory;
import dev.stipend.call.Quoting;
import dev.stipend.call.Surprises;
import dev.stipend.catalog.BodyCheck;
import dev.stipend.chain.ChainCancelling;
import dev.stipend.chain.ChainSettings;
import dev.stipend.chain.JsonRpcChain;
import dev.stipend.chain.SeveralEndpoints;
import dev.stipend.chain.Wallet;
import dev.stipend.config.Config;
import dev.stipend.config.GuardSettings;
import dev.stipend.config.PaymentSettings;
import dev.stipend.config.UpstreamSettings.Client;
import dev.stipend.job.JobSource;
import dev.stipend.job.JobsOfAllWallets;
import dev.stipend.ledger.Ledger;
import dev.stipend.ledger.SpendId;
import dev.stipend.metrics.Meters;
import dev.stipend.redis.RedisBudgets;
import dev.stipend.redis.RedisBusy;
import dev.stipend.redis.RedisCallRates;
import dev.stipend.redis.RedisClaims;
import dev.stipend.redis.RedisDirectory;
import dev.stipend.redis.RedisFunding;
import dev.stipend.redis.RedisJobs;
import dev.stipend.redis.RedisLedger;
import dev.stipend.redis.RedisLink;
import dev.stipend.redis.RedisOutflow;
import dev.stipend.redis.RedisReconciliation;
import dev.stipend.redis.RedisSpends;
import dev.stipend.redis.RedisStops;
import dev.stipend.sandbox.Sandbox;
import dev.stipend.team.Callers;
import dev.stipend.team.Directory;
import dev.stipend.team.KeyIssue;
import dev.stipend.treasury.Cancelling;
import dev.stipend.treasury.Cashier;
import dev.stipend.treasury.Chain;
import dev.stipend.treasury.Doubts;
import dev.stipend.treasury.Funding;
import dev.stipend.treasury.FundingBooks;
import dev.stipend.treasury.FundsAlarm;
import dev.stipend.treasury.OfferGuard;
import dev.stipend.treasury.OpenSpends;
import dev.stipend.treasury.Reconciliation;
import dev.stipend.treasury.SpendEnds;
import dev.stipend.treasury.Statements;
import dev.stipend.treasury.TokenWatch;
import dev.stipend.treasury.TreasuryWatch;
import dev.stipend.treasury.TrustedTerms;
import dev.stipend.upstream.StableStudio;
import dev.stipend.upstream.UpstreamPaths;
import dev.stipend.upstream.UpstreamSettings;
import dev.stipend.webhook.SecretVault;
import dev.stipend.x402.Address;
import dev.stipend.x402.Network;
import dev.stipend.x402.Token;
import io.vertx.core.Vertx;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds the core from the configuration, top to bottom. */
final class CoreAssembly {

  /** The sandbox's chain is in this process. */
  private static final int UNBOUNDED = 1_000_000;

  /** Beyond the seller's time to answer, for what the gateway itself still has to write. */
  private static final Duration ATTENDED_MARGIN = Duration.ofSeconds(15);

  private final Config config;
  private final Vertx vertx;
  private final InstantSource clock;
  private final SecureRandom random;

  CoreAssembly(Config config, Vertx vertx, InstantSource clock, SecureRandom random) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
    this.random = random;
  }

  Core build(RedisLink redis, Peers peers, WalletsAtHand wallets, byte[] pepper, Meters meters) {
    Wallet wallet = wallets.paying();
    Core.Shelf shelf = new ShelfAssembly(config, vertx, clock).build(redis, settings(peers));
    StableStudio seller = seller(peers, wallet);
    RedisJobs jobs = new RedisJobs(redis, clock);
    Core.Register register = register(redis, pepper);
    Core.Money money = money(redis, peers, wallets, jobs, register.directory());
    Core.Sales sales = sales(shelf, peers, seller, money, jobs, redis, meters);
    Links links = links(pepper);
    return new Core(
        register,
        money,
        sales,
        new WorkAssembly(config, vertx, clock, random, peers)
            .build(
                redis,
                sales,
                jobs,
                seller,
                jobsOf(seller, peers, wallets.former()),
                new BusyCalls(new RedisBusy(redis), money.ledger(), jobs),
                new WorkAssembly.Messaging(
                    new SecretVault(LocalSecrets.derive(pepper, "webhooks"), random),
                    new EndMessage(shelf.catalogue(), links)),
                meters),
        links,
        meters);
  }

  private Core.Register register(RedisLink redis, byte[] pepper) {
    Directory directory = new RedisDirectory(redis);
    return new Core.Register(
        directory, new Callers(directory, pepper, clock), new KeyIssue(directory, pepper, random));
  }

  private Core.Money money(
      RedisLink redis, Peers peers, WalletsAtHand wallets, RedisJobs jobs, Directory teams) {
    RedisSpends spends = new RedisSpends(redis);
    Ledger ledger = new RedisLedger(redis);
    Chain chain = chain(peers);
    RedisStops stops = new RedisStops(redis);
    RedisFunding funding = new RedisFunding(redis);
    LateEnds ends = new LateEnds(jobs);
    TreasuryWatch.Bounds bounds = bounds();
    return new Core.Money(
        new RedisBudgets(redis, bounds.ceilings()),
        spends,
        ledger,
        wallets,
        chain,
        chain == null ? null : funding(funding, chain, wallets),
        chain == null ? null : new TokenWatch(chain, stops, parties(peers, wallets.paying())),
        chain == null ? null : chainBooks(redis, chain, wallets, teams, ends),
        new OpenSpends(spends, ledger, chain, ends, clock),
        stops,
        new TreasuryWatch(ledger, new RedisOutflow(redis), stops, bounds),
        new Doubts(spends, ledger, chain, ends, stops, cancelling(peers, wallets), clock),
        funding);
  }

  private Core.ChainBooks chainBooks(
      RedisLink redis, Chain chain, WalletsAtHand wallets, Directory teams, SpendEnds ends) {
    RedisReconciliation books = new RedisReconciliation(redis);
    Ledger ledger = new RedisLedger(redis);
    return new Core.ChainBooks(
        new Reconciliation(
            new Reconciliation.Sources(books, new RedisFunding(redis), ledger, teams, ends),
            chain,
            new Reconciliation.Purse(wallets.addresses(), token(config), wallets.tags()),
            calendar(config),
            clock),
        new Statements(ledger, books, chain, wallets.addresses()));
  }

  private static Funding funding(FundingBooks books, Chain chain, WalletsAtHand wallets) {
    return new Funding(
        books,
        chain,
        wallets.paying().address(),
        wallets.former().stream().map(Wallet::address).toList());
  }

  /** Whom the token must not refuse. */
  private static List<Address> parties(Peers peers, Wallet wallet) {
    return Stream.concat(Stream.of(wallet.address()), peers.payees().stream()).toList();
  }

  private TreasuryWatch.Bounds bounds() {
    GuardSettings guard = config.treasury().guard();
    return new TreasuryWatch.Bounds(
        guard.floor(), new Ceilings(guard.maxPerHour(), guard.maxPerDay()));
  }

  private Core.Sales sales(
      Core.Shelf shelf,
      Peers peers,
      StableStudio seller,
      Core.Money money,
      RedisJobs jobs,
      RedisLink redis,
      Meters meters) {
    PaymentSettings payments = config.treasury().payment();
    Pace pace = new Pace(new RedisCallRates(redis));
    Quoting quoting =
        new Quoting(
            shelf.catalogue(),
            new BodyCheck(peers.ownLinks()),
            seller,
            new OfferGuard(terms(peers)),
            payments.priceMax(),
            new QuoteMemory(clock, payments.quoteReuse()),
            new Surprises(money.stops(), config.treasury().guard().surprisesMax(), meters),
            shelf.watch()::suspect);
    Duration attended =
        payments
            .answerTimeout()
            .plus(config.upstream().client().connectTimeout())
            .plus(ATTENDED_MARGIN);
    Cashier cashier =
        new Cashier(money.wallet(), money.wallets().tags(), money.spends(), clock, attended);
    Payment payment =
        new Payment(
            cashier,
            money.spends(),
            seller,
            jobs,
            meters,
            new FundsAlarm(money.chain(), money.stops(), money.wallet().address()),
            attended);
    return new Core.Sales(
        shelf,
        pace,
        quoting,
        new CallOnce(
            quoting,
            new Buying(pace, quoting, money.budgets(), payment, clock, rules(payments)),
            new RedisClaims(redis),
            money.ledger(),
            jobs,
            () -> SpendId.make(clock.instant(), random),
            payments.quoteTimeout().plus(ATTENDED_MARGIN)),
        payment);
  }

  private Links links(byte[] pepper) {
    return new Links(
        config.server().publicUrl(),
        LocalSecrets.derive(pepper, "links"),
        config.media().linkLifetime(),
        clock);
  }

  private Buying.Rules rules(PaymentSettings payments) {
    return new Buying.Rules(calendar(config), payments.reservationDeadline());
  }

  /** That of the organisation. */
  static Calendar calendar(Config config) {
    return new Calendar(config.access().timeZone(), config.access().weekStart());
  }

  private @Nullable Cancelling cancelling(Peers peers, WalletsAtHand wallets) {
    List<URI> rpc =
        config.upstream().isSandbox() ? peers.chainRpc() : config.treasury().chain().rpc();
    return config
        .treasury()
        .guard()
        .cancelGweiMax()
        .filter(most -> !rpc.isEmpty())
        .map(
            most ->
                new ChainCancelling(
                    vertx,
                    settings(config, rpc.getFirst(), config.treasury().chain().requestsPerSecond()),
                    Stream.concat(Stream.of(wallets.paying()), wallets.former().stream()).toList(),
                    most))
        .orElse(null);
  }

  private @Nullable Chain chain(Peers peers) {
    return config.upstream().isSandbox()
        ? chain(
            peers.chainRpc(), each -> new JsonRpcChain(vertx, settings(config, each, UNBOUNDED)))
        : chain(vertx, config, clock);
  }

  /** The chain by the configured endpoints; null where there is none. */
  static @Nullable Chain chain(Vertx vertx, Config config) {
    return chain(vertx, config, InstantSource.system());
  }

  private static @Nullable Chain chain(Vertx vertx, Config config, InstantSource clock) {
    var chain = config.treasury().chain();
    return chain(
        chain.rpc(),
        each -> new JsonRpcChain(vertx, settings(config, each, chain.requestsPerSecond()), clock));
  }

  private static ChainSettings settings(Config config, URI rpc, int requestsPerSecond) {
    return ChainSettings.of(rpc, token(config)).atMost(requestsPerSecond);
  }

  private static @Nullable Chain chain(List<URI> rpc, Function<URI, JsonRpcChain> endpoint) {
    List<JsonRpcChain> endpoints = rpc.stream().map(endpoint).toList();
    return switch (endpoints.size()) {
      case 0 -> null;
      case 1 -> endpoints.getFirst();
      default -> new SeveralEndpoints(endpoints);
    };
  }

  private StableStudio seller(Peers peers, Wallet wallet) {
    var paths = config.upstream().paths();
    return new StableStudio(
        vertx,
        settings(peers),
        new UpstreamPaths(
            paths.generate(), paths.job(), paths.jobs(), paths.upload(), paths.confirmation()),
        wallet,
        clock,
        StableStudio.randomNonces());
  }

  private UpstreamSettings settings(Peers peers) {
    Client client = config.upstream().client();
    PaymentSettings payments = config.treasury().payment();
    return new UpstreamSettings(
        peers.origin(),
        network(),
        client.connectTimeout(),
        payments.quoteTimeout(),
        payments.answerTimeout(),
        client.idleTimeout(),
        client.connections());
  }

  private JobSource jobsOf(StableStudio seller, Peers peers, List<Wallet> former) {
    List<JobSource> wallets = new ArrayList<>();
    wallets.add(seller);
    former.forEach(wallet -> wallets.add(seller(peers, wallet)));
    return new JobsOfAllWallets(wallets);
  }

  private TrustedTerms terms(Peers peers) {
    return new TrustedTerms(
        peers.origin(), network(), peers.payees(), config.treasury().payment().validity());
  }

  private Network network() {
    return Network.parse(config.treasury().chain().network());
  }

  /** The token that is paid with. */
  static Token token(Config config) {
    Network network = Network.parse(config.treasury().chain().network());
    return List.of(Token.BASE_USDC, Token.BASE_SEPOLIA_USDC).stream()
        .filter(token -> token.network().equals(network))
        .findFirst()
        .orElseThrow();
  }

  /** Who is on the other side: the real seller, or the sandbox. */
  record Peers(URI origin, Set<Address> payees, List<URI> chainRpc, Blobs blobs) {

    static Peers real(Config config) {
      return new Peers(
          config.upstream().origin().orElseThrow(),
          addresses(config.upstream().payees()),
          config.treasury().chain().rpc(),
          new Blobs(config.upstream().uploads().endpoint(), config.upstream().uploads().link()));
    }

    static Peers sandbox(Config config, Sandbox sandbox) {
      List<String> payees = config.upstream().payees();
      return new Peers(
          sandbox.origin(),
          addresses(payees.isEmpty() ? List.of(sandbox.payee()) : payees),
          List.of(sandbox.chainRpc()),
          new Blobs(sandbox.blobEndpoint(), sandbox.blobUrl()));
    }

    /** What a link to a file begins with where the seller is on this machine. */
    @Nullable String ownLinks() {
      String link = blobs.link();
      return link.startsWith("http:") ? link.substring(0, link.indexOf('{')) : null;
    }

    /**
     * The seller's store.
     *
     * @param link where a file lies, with places for the names of store and file
     */
    record Blobs(URI endpoint, String link) {}

    private static Set<Address> addresses(List<String> texts) {
      return texts.stream().map(Address::parse).collect(Collectors.toUnmodifiableSet());
    }
  }
}

package dev.stipend.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Fills the records, setting by setting. The only place that knows both a path and a record. */
final class ConfigAssembly {

  private static final URI SANDBOX = URI.create("sandbox");
  private static final URI EMBEDDED = URI.create("embedded");
  private static final String LOOPBACK = "127.0.0.1";
  private static final String EVERYWHERE = "0.0.0.0";

  private final Settings settings;

  ConfigAssembly(Settings settings) {
    this.settings = settings;
  }

  Config config() {
    LocalSettings local = local();
    UpstreamSettings upstream = upstream();
    return new Config(
        server(upstream.isSandbox()),
        local,
        redis(),
        upstream,
        treasury(),
        jobs(),
        media(local.data()),
        access(local.data()),
        sandbox());
  }

  private LocalSettings local() {
    return new LocalSettings(
        settings.required("data", Kind.PATH),
        settings.file("catalogue"),
        settings.required("log.level", Kind.oneOf(LogLevel.class)));
  }

  private ServerSettings server(boolean isSandbox) {
    return new ServerSettings(
        settings.optional("host", Kind.HOST).orElse(isSandbox ? LOOPBACK : EVERYWHERE),
        settings.required("port", Kind.NUMBER),
        settings.required("adminHost", Kind.HOST),
        settings.required("adminPort", Kind.NUMBER),
        settings.optional("publicUrl", Kind.PUBLIC_URL),
        settings.required("http.bodyMax", Kind.SIZE),
        settings.required("http.drainTime", Kind.DURATION));
  }

  private UpstreamSettings upstream() {
    URI origin = settings.required("upstream", wordOr(SANDBOX, Kind.ORIGIN));
    return new UpstreamSettings(
        Optional.of(origin).filter(each -> !each.equals(SANDBOX)),
        settings.list("payees", Kind.PAYEE),
        new UpstreamSettings.Client(
            settings.required("upstreamClient.connectTimeout", Kind.DURATION),
            settings.required("upstreamClient.idleTimeout", Kind.DURATION),
            settings.required("upstreamClient.connections", Kind.NUMBER),
            settings.list("upstreamClient.downloadHosts", Kind.DOWNLOAD_HOST)),
        new UpstreamSettings.Paths(
            settings.required("upstreamPaths.generate", Kind.TEMPLATE),
            settings.required("upstreamPaths.job", Kind.TEMPLATE),
            settings.required("upstreamPaths.jobs", Kind.TEMPLATE),
            settings.required("upstreamPaths.upload", Kind.TEMPLATE),
            settings.required("upstreamPaths.confirmation", Kind.TEMPLATE),
            settings.required("upstreamPaths.discovery", Kind.TEMPLATE)),
        discovery(),
        uploads());
  }

  private UpstreamSettings.Uploads uploads() {
    return new UpstreamSettings.Uploads(
        settings.required("uploads.endpoint", Kind.SECURE_URL),
        settings.required("uploads.link", Kind.FILE_LINK),
        settings.required("uploads.sizeMax", Kind.SIZE),
        settings.required("uploads.reuse", Kind.DURATION));
  }

  private UpstreamSettings.Discovery discovery() {
    return new UpstreamSettings.Discovery(
        settings.required("discovery.use", Kind.oneOf(DiscoveryUse.class)),
        settings.required("discovery.interval", Kind.DURATION),
        settings.required("discovery.sizeMax", Kind.SIZE),
        settings.required("discovery.timeout", Kind.DURATION),
        settings.optional("discovery.ceiling", Kind.DOLLARS));
  }

  private RedisSettings redis() {
    List<URI> urls = settings.list("redis", wordOr(EMBEDDED, Kind.REDIS));
    RedisMode mode = settings.required("redisMode", Kind.oneOf(RedisMode.class));
    String master = settings.required("redisMaster", Kind.NAME);
    Optional<Secret> password =
        settings.secret("redisPassword", "a password", "what requirepass says there", _ -> true);
    RedisDurability durability =
        settings.required("redisDurability", Kind.oneOf(RedisDurability.class));
    Optional<String> booksId = settings.optional("redisBooksId", Kind.BOOKS_ID);
    if (urls.equals(List.of(EMBEDDED))) {
      new Rules()
          .require(
              mode == RedisMode.STANDALONE,
              "needs the addresses of an external Redis, but redis is embedded",
              "standalone",
              "redisMode",
              "redis")
          .require(
              password.isEmpty(),
              "is for an external Redis, but redis is embedded",
              "redis://redis.internal:6379 as redis",
              "redisPassword",
              "redisPasswordFile",
              "redis")
          .require(
              durability == RedisDurability.AUTO,
              "is for an external Redis, but redis is embedded",
              "auto",
              "redisDurability",
              "redis")
          .require(
              booksId.isEmpty(),
              "is for an external Redis, but redis is embedded",
              "redis://redis.internal:6379 as redis",
              "redisBooksId",
              "redis")
          .check();
      return new RedisSettings.Embedded();
    }
    new Rules()
        .require(
            !urls.contains(EMBEDDED),
            "is either embedded or a list of addresses",
            "embedded",
            "redis")
        .check();
    return new RedisSettings.External(mode, urls, master, password, durability, booksId);
  }

  private TreasurySettings treasury() {
    WalletAssembly wallets = new WalletAssembly(settings);
    return new TreasurySettings(
        wallets.paying(), wallets.former(), wallets.nonceKey(), chain(), payment(), guard());
  }

  private ChainSettings chain() {
    return new ChainSettings(
        settings.required("chain.network", Kind.NETWORK),
        settings.list("chain.rpc", Kind.RPC),
        settings.required("chain.requestsPerSecond", Kind.NUMBER));
  }

  private PaymentSettings payment() {
    return new PaymentSettings(
        settings.required("payment.priceMax", Kind.DOLLARS),
        settings.required("payment.validity", Kind.DURATION),
        settings.required("payment.quoteTimeout", Kind.DURATION),
        settings.required("payment.answerTimeout", Kind.DURATION),
        settings.required("payment.quoteReuse", Kind.DURATION),
        settings.required("payment.reservationDeadline", Kind.DURATION));
  }

  private JobSettings jobs() {
    return new JobSettings(
        settings.required("jobs.leaseTime", Kind.DURATION),
        new WaitingSettings(
            settings.required("waiting.clientsMax", Kind.NUMBER),
            settings.required("waiting.clientsPerTeam", Kind.NUMBER)),
        settings.required("webhooks.allowPrivate", Kind.YES_OR_NO));
  }

  private GuardSettings guard() {
    return new GuardSettings(
        settings.optional("treasury.floor", Kind.DOLLARS),
        settings.optional("treasury.maxPerHour", Kind.DOLLARS),
        settings.optional("treasury.maxPerDay", Kind.DOLLARS),
        settings.optional("treasury.cancelGweiMax", Kind.NUMBER),
        settings.required("treasury.surprisesMax", Kind.NUMBER));
  }

  private MediaSettings media(Path data) {
    return new MediaSettings(
        settings.optional("media.folder", Kind.PATH).orElse(data.resolve("media")),
        settings.required("media.sizeMax", Kind.SIZE),
        settings.required("media.linkLifetime", Kind.DURATION),
        settings.optional("media.retention", Kind.DURATION),
        s3());
  }

  /** All of it is read, so that what is wrong is told though there is no bucket. */
  private Optional<MediaSettings.S3> s3() {
    Optional<String> bucket = settings.optional("media.s3.bucket", Kind.NAME);
    MediaSettings.S3 s3 =
        new MediaSettings.S3(
            bucket.orElse(""),
            settings.optional("media.s3.prefix", Kind.KEY_PREFIX).orElse(""),
            settings.optional("media.s3.endpoint", Kind.PUBLIC_URL),
            settings.required("media.s3.region", Kind.NAME),
            settings.optional("media.s3.accessKey", Kind.NAME),
            settings.secret(
                "media.s3.secretKey", "a secret access key", "as the store told it", _ -> true),
            settings.required("media.s3.cacheMax", Kind.SIZE));
    return bucket.map(named -> s3);
  }

  private AccessSettings access(Path data) {
    return new AccessSettings(
        settings.secret(
            "adminKey",
            "visible characters without spaces",
            "32 letters and digits drawn at random",
            ConfigAssembly::isVisible),
        settings.optional("keys.pepperFile", Kind.PATH).orElse(data.resolve("pepper")),
        settings.required("team.timeZone", Kind.ZONE),
        settings.required("team.weekStart", Kind.WEEK_DAY));
  }

  private SandboxSettings sandbox() {
    return new SandboxSettings(
        settings.required("sandbox.port", Kind.NUMBER),
        settings.required("sandbox.imageTime", Kind.DURATION),
        settings.required("sandbox.videoTime", Kind.DURATION),
        settings.required("sandbox.opening", Kind.DOLLARS));
  }

  private static Kind<URI> wordOr(URI word, Kind<URI> kind) {
    return new Kind<>(
        word + " or " + kind.what(),
        kind.example(),
        List.of(word.toString()),
        kind.isShown(),
        text -> text.equals(word.toString()) ? Optional.of(word) : kind.parse().apply(text));
  }

  /** Whether it can travel in a header. */
  private static boolean isVisible(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127);
  }
}

package dev.stipend;

import dev.stipend.CoreAssembly.Peers;
import dev.stipend.api.EndMessage;
import dev.stipend.call.BusyCalls;
import dev.stipend.catalog.Catalogue;
import dev.stipend.config.Config;
import dev.stipend.config.MediaSettings;
import dev.stipend.config.Secret;
import dev.stipend.config.WaitingSettings;
import dev.stipend.job.JobAdoption;
import dev.stipend.job.JobFollower;
import dev.stipend.job.JobNews;
import dev.stipend.job.JobSource;
import dev.stipend.job.MediaStore;
import dev.stipend.job.ResultKeeper;
import dev.stipend.job.WaitingRoom;
import dev.stipend.media.DirectoryMediaStore;
import dev.stipend.media.S3MediaStore;
import dev.stipend.media.S3Settings;
import dev.stipend.metrics.Meters;
import dev.stipend.outbound.WebhookPost;
import dev.stipend.redis.RedisJobChannel;
import dev.stipend.redis.RedisJobs;
import dev.stipend.redis.RedisKnownFiles;
import dev.stipend.redis.RedisLink;
import dev.stipend.redis.RedisWebhooks;
import dev.stipend.upload.Uploading;
import dev.stipend.upstream.BlobSettings;
import dev.stipend.upstream.BlobStore;
import dev.stipend.upstream.DownloadSettings;
import dev.stipend.upstream.ResultDownload;
import dev.stipend.upstream.StableStudio;
import dev.stipend.webhook.Deliveries;
import dev.stipend.webhook.Receiver;
import dev.stipend.webhook.SecretVault;
import dev.stipend.webhook.Webhooks;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds what follows what was bought, what teams bring, and what tells them of it. */
final class WorkAssembly {

  private static final Logger LOG = LoggerFactory.getLogger(WorkAssembly.class);
  private static final Duration UPLOAD_MAX = Duration.ofMinutes(2);
  private static final Duration DOWNLOAD_MAX = Duration.ofMinutes(5);

  private final Config config;
  private final Vertx vertx;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Peers peers;

  WorkAssembly(Config config, Vertx vertx, InstantSource clock, SecureRandom random, Peers peers) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
    this.random = random;
    this.peers = peers;
  }

  Core.Work build(
      RedisLink redis,
      Core.Sales sales,
      RedisJobs jobs,
      StableStudio seller,
      JobSource wallets,
      BusyCalls busyCalls,
      Messaging messaging,
      Meters meters) {
    MediaStore media = media();
    JobNews news = new JobNews(jobs, System::nanoTime, random);
    WaitingSettings waiting = config.jobs().waiting();
    RedisWebhooks webhooks = new RedisWebhooks(redis);
    SecretVault vault = messaging.vault();
    Receiver receiver = new WebhookPost(vertx, config.jobs().webhooksAllowPrivate());
    return new Core.Work(
        jobs,
        media,
        follower(jobs, wallets, media, sales.catalogue(), meters),
        busyCalls,
        uploads(sales, jobs, seller, redis),
        news,
        new RedisJobChannel(redis, news),
        new WaitingRoom(waiting.clientsMax(), waiting.clientsPerTeam()),
        new Webhooks(webhooks, receiver, vault, clock, random),
        new Deliveries(webhooks, jobs, receiver, vault, messaging.message(), clock, random));
  }

  private Core.Uploads uploads(
      Core.Sales sales, RedisJobs jobs, StableStudio seller, RedisLink redis) {
    BlobSettings settings =
        new BlobSettings(
            peers.blobs().endpoint(),
            peers.blobs().link(),
            config.upstream().client().downloadHosts(),
            UPLOAD_MAX);
    BlobStore store = new BlobStore(vertx, settings, clock);
    return new Core.Uploads(
        new Uploading(
            sales.calls(),
            jobs,
            new RedisKnownFiles(redis),
            store,
            seller,
            clock,
            config.upstream().uploads().reuse()),
        store,
        seller);
  }

  private MediaStore media() {
    MediaSettings settings = config.media();
    return settings
        .s3()
        .<MediaStore>map(s3 -> checked(new S3MediaStore(vertx, bucket(s3), settings.folder())))
        .orElseGet(
            () ->
                new DirectoryMediaStore(
                    vertx, settings.folder(), settings.retention().orElse(null)));
  }

  /**
   * A gateway without its bucket still sells; what it bought is fetched again until it can be kept.
   */
  private static S3MediaStore checked(S3MediaStore store) {
    store
        .verify()
        .onFailure(
            failure ->
                LOG.atError()
                    .addKeyValue("reason", failure.toString())
                    .log("the bucket of media.s3 cannot be used, so no result can be kept"));
    return store;
  }

  private static S3Settings bucket(MediaSettings.S3 s3) {
    return new S3Settings(
        s3.bucket(),
        s3.prefix(),
        s3.endpoint().orElse(null),
        s3.region(),
        s3.accessKey().orElse(null),
        s3.secretKey().map(Secret::reveal).orElse(null),
        s3.cacheMax().bytes());
  }

  private JobFollower follower(
      RedisJobs jobs, JobSource seller, MediaStore media, Catalogue catalogue, Meters meters) {
    DownloadSettings downloads =
        new DownloadSettings(
            peers.origin(),
            config.upstream().client().downloadHosts(),
            config.media().sizeMax().bytes(),
            DOWNLOAD_MAX);
    return new JobFollower(
        jobs,
        seller,
        new ResultKeeper(new ResultDownload(vertx, downloads), media),
        new JobAdoption(jobs, seller, clock),
        catalogue,
        meters,
        new JobFollower.Rhythm(clock, config.jobs().leaseTime()));
  }

  /** What seals the secrets of webhooks, and what they are told. */
  record Messaging(SecretVault vault, EndMessage message) {}
}

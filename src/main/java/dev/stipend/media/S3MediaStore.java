package dev.stipend.media;

import dev.stipend.job.MediaPart;
import dev.stipend.job.MediaStore;
import dev.stipend.job.StoredMedia;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A media store in a bucket, for gateways on any number of machines. What is kept is in the bucket
 * before anybody hears of it; what is served lies in a folder of this machine for a while, so that
 * ranges and repeated requests cost the bucket nothing.
 */
public final class S3MediaStore implements MediaStore, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(S3MediaStore.class);
  private static final int WORKERS = 16;

  private final Bucket bucket;
  private final DirectoryMediaStore cache;
  private final long cacheBytes;
  private final WorkerExecutor workers;

  /** Who asks for what is just being fetched waits for that. */
  private final Map<String, Future<Optional<StoredMedia>>> fetching = new ConcurrentHashMap<>();

  /** Makes the folder: not to be called on an event loop. */
  public S3MediaStore(Vertx vertx, S3Settings settings, Path folder) {
    this.bucket = new Bucket(settings.place());
    this.cache = new DirectoryMediaStore(vertx, folder);
    this.cacheBytes = settings.cacheBytes();
    this.workers = vertx.createSharedWorkerExecutor("media-bucket", WORKERS);
  }

  /** Whether the bucket can be used now. */
  public Future<Void> verify() {
    return blocking(
        () -> {
          bucket.verify();
          return null;
        });
  }

  @Override
  public Future<Path> begin(String jobId, MediaPart part) {
    return cache.begin(jobId, part);
  }

  @Override
  public Future<StoredMedia> keep(String jobId, MediaPart part, Path written) {
    return cache
        .find(jobId, part)
        .compose(
            known ->
                known.isPresent()
                    ? cache.keep(jobId, part, written)
                    : blocking(() -> bucket.put(jobId, part, written, Content.readAndSync(written)))
                        .compose(
                            isNew -> isNew ? cache.keep(jobId, part, written) : there(jobId, part))
                        .eventually(() -> cache.discard(written)));
  }

  @Override
  public Future<Optional<StoredMedia>> find(String jobId, MediaPart part) {
    return cache
        .find(jobId, part)
        .compose(
            known -> {
              if (known.isPresent()) {
                return cache.touch(known.get()).map(known);
              }
              return DirectoryMediaStore.isJobId(jobId)
                  ? fetchOnce(jobId, part)
                  : Future.succeededFuture(known);
            });
  }

  @Override
  public Future<Void> discard(Path written) {
    return cache.discard(written);
  }

  /** What was not served for longest leaves this machine; the bucket keeps it. */
  @Override
  public Future<Integer> tidy() {
    return cache.shrinkTo(cacheBytes);
  }

  @Override
  public void close() {
    workers.close();
    bucket.close();
    cache.close();
  }

  /** Somebody else kept it first. */
  private Future<StoredMedia> there(String jobId, MediaPart part) {
    return fetchOnce(jobId, part).map(Optional::orElseThrow);
  }

  private Future<Optional<StoredMedia>> fetchOnce(String jobId, MediaPart part) {
    String key = jobId + "/" + part;
    Future<Optional<StoredMedia>> begun =
        fetching.computeIfAbsent(key, absent -> fetch(jobId, part));
    return begun.onComplete(ended -> fetching.remove(key, begun));
  }

  private Future<Optional<StoredMedia>> fetch(String jobId, MediaPart part) {
    return cache
        .begin(jobId, part)
        .compose(
            path ->
                blocking(() -> bucket.get(jobId, part, path))
                    .compose(
                        found ->
                            found.isPresent()
                                ? cache.keep(jobId, part, path).map(Optional::of)
                                : Future.succeededFuture(Optional.<StoredMedia>empty()))
                    .eventually(() -> cache.discard(path)))
        .onFailure(
            failure ->
                LOG.atWarn()
                    .addKeyValue("job", jobId)
                    .addKeyValue("reason", failure.toString())
                    .log("a result could not be read from the bucket"));
  }

  private <T> Future<T> blocking(Callable<T> work) {
    return workers.executeBlocking(work, false);
  }
}

package dev.stipend.redis;

import dev.stipend.team.TeamId;
import dev.stipend.upload.KnownFile;
import dev.stipend.upload.KnownFile.Stored;
import dev.stipend.upload.KnownFiles;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;

/** The contents that teams have sent, a hash each, spread over the cluster. */
public final class RedisKnownFiles implements KnownFiles {

  private static final String NOTHING = "";

  private final RedisLink redis;

  public RedisKnownFiles(RedisLink redis) {
    this.redis = redis;
  }

  @Override
  public Future<KnownFile> find(TeamId team, String sha256) {
    return redis
        .send(Command.HGETALL, RedisKeys.file(team, sha256))
        .map(RedisHash::of)
        .map(hash -> hash.isEmpty() ? new KnownFile(1, null) : read(hash));
  }

  @Override
  public Future<Void> remember(TeamId team, String sha256, KnownFile file) {
    Stored stored = file.stored();
    return redis
        .send(
            Command.HSET,
            RedisKeys.file(team, sha256),
            "turn",
            Integer.toString(file.turn()),
            "link",
            stored == null ? NOTHING : stored.link().toString(),
            "uploadId",
            stored == null ? NOTHING : stored.uploadId(),
            "storedAt",
            stored == null ? NOTHING : Long.toString(stored.at().toEpochMilli()),
            "confirmed",
            stored != null && stored.confirmed() ? "1" : NOTHING)
        .mapEmpty();
  }

  private static KnownFile read(RedisHash hash) {
    String link = hash.nullable("link");
    Instant at = hash.instant("storedAt");
    Stored stored =
        link == null
            ? null
            : new Stored(
                Objects.requireNonNullElse(hash.nullable("uploadId"), NOTHING),
                URI.create(link),
                Objects.requireNonNull(at),
                hash.nullable("confirmed") != null);
    return new KnownFile(Integer.parseInt(hash.get("turn")), stored);
  }
}

package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All tokens ever made and the bytes they brought. May be used from any thread. */
final class SandboxUploads {

  static final List<String> CONTENT_TYPES =
      List.of("image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp");

  static final long BYTES_MAX = 25L * 1024 * 1024;

  static final long TOKEN_LIFE_MILLIS = 5 * 60 * 1000L;

  private static final int SIGNATURE_BYTES = 32;

  private final Vertx vertx;
  private final @Nullable Path folder;
  private final SandboxClock clock;
  private final Journal journal;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Upload> byId = new LinkedHashMap<>();
  private final Map<String, String> idByToken = new HashMap<>();
  private final Map<String, String> idByPathname = new HashMap<>();
  private final Map<String, Buffer> inMemory = new HashMap<>();

  SandboxUploads(Vertx vertx, @Nullable Path folder, SandboxClock clock, Journal journal) {
    this.vertx = vertx;
    this.folder = folder;
    this.clock = clock;
    this.journal = journal;
  }

  /** Takes up what earlier runs wrote: of each upload the last line counts. */
  synchronized void begin() {
    for (JsonNode line : journal.past()) {
      Upload.fromJson(line).ifPresent(this::add);
    }
  }

  /** An upload and the moment from which a restart remembers it. */
  record Written(Upload upload, Future<Void> written) {}

  synchronized Written create(
      String owner, String filename, String contentType, long lifeMillis, long bytesMax) {
    String id = UUID.randomUUID().toString();
    String pathname = Upload.pathname(id, filename);
    long expires = clock.millis() + lifeMillis;
    Upload upload =
        new Upload(
            id,
            owner,
            pathname,
            contentType,
            token(pathname, contentType, expires, bytesMax),
            expires,
            bytesMax,
            "",
            false);
    return write(upload);
  }

  /** As the store's own: a signature and what it signs, behind the name of the store. */
  private String token(String pathname, String contentType, long expires, long bytesMax) {
    ObjectNode payload = Json.object();
    payload.put("pathname", pathname);
    payload.put("validUntil", expires);
    payload.putArray("allowedContentTypes").add(contentType);
    payload.put("maximumSizeInBytes", bytesMax);
    byte[] signature = new byte[SIGNATURE_BYTES];
    random.nextBytes(signature);
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        HexFormat.of().formatHex(signature) + "." + base64.encodeToString(Json.bytes(payload));
    return "vercel_blob_client_"
        + Upload.STORE
        + "_"
        + base64.encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  synchronized Optional<Upload> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  synchronized Optional<Upload> ofToken(String token) {
    return Optional.ofNullable(idByToken.get(token)).map(byId::get);
  }

  synchronized Optional<Upload> ofPathname(String pathname) {
    return Optional.ofNullable(idByPathname.get(pathname)).map(byId::get);
  }

  boolean isExpired(Upload upload) {
    return clock.millis() >= upload.expiresMillis();
  }

  /** Keeps the bytes, and then that they are there. */
  Future<Upload> store(Upload upload, String etag, Buffer bytes) {
    return keep(upload, bytes)
        .compose(
            kept -> {
              Written written = write(upload.stored(etag));
              return written.written().map(written.upload());
            });
  }

  private synchronized Future<Void> keep(Upload upload, Buffer bytes) {
    Path file = file(upload);
    if (file == null) {
      inMemory.put(upload.id(), bytes);
      return Future.succeededFuture();
    }
    return vertx
        .fileSystem()
        .mkdirs(String.valueOf(file.getParent()))
        .compose(made -> vertx.fileSystem().writeFile(file.toString(), bytes));
  }

  Future<Void> confirm(Upload upload) {
    return write(upload.confirmedNow()).written();
  }

  Future<Buffer> bytes(Upload upload) {
    Path file = file(upload);
    return file == null
        ? Future.succeededFuture(remembered(upload))
        : vertx.fileSystem().readFile(file.toString());
  }

  private synchronized Buffer remembered(Upload upload) {
    return inMemory.getOrDefault(upload.id(), Buffer.buffer());
  }

  private @Nullable Path file(Upload upload) {
    return folder == null ? null : folder.resolve("uploads").resolve(upload.id());
  }

  private synchronized Written write(Upload upload) {
    add(upload);
    return new Written(upload, journal.append(upload.toJson()));
  }

  private void add(Upload upload) {
    byId.put(upload.id(), upload);
    idByToken.put(upload.token(), upload.id());
    idByPathname.put(upload.pathname(), upload.id());
  }

  /** How many were ever made. */
  synchronized int count() {
    return byId.size();
  }
}

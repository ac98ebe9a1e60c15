package dev.stipend.sandbox;

import dev.stipend.sandbox.Faults.Armed;
import dev.stipend.sandbox.Route.Call;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What follows a paid token: the bytes, which go to a store of its own that knows nothing but
 * tokens; the confirmation, by the wallet that paid; and the file for whoever knows its link.
 */
final class UploadRoutes {

  private static final String BEARER = "Bearer ";
  private static final String STORE = "/store/" + Upload.STORE + "/";

  /** The status with which the store answers each of its errors. */
  private static final Map<String, Integer> STATUS =
      Map.ofEntries(
          Map.entry("bad_request", 400),
          Map.entry("forbidden", 403),
          Map.entry("client_token_expired", 403),
          Map.entry("client_token_not_allowed", 403),
          Map.entry("client_token_pathname_mismatch", 403),
          Map.entry("content_type_not_allowed", 403),
          Map.entry("store_suspended", 403),
          Map.entry("not_found", 404),
          Map.entry("store_not_found", 404),
          Map.entry("file_too_large", 413),
          Map.entry("rate_limited", 429),
          Map.entry("unknown_error", 500),
          Map.entry("internal_server_error", 500),
          Map.entry("service_unavailable", 503));

  private final Vertx vertx;
  private final SandboxUploads uploads;
  private final Faults faults;
  private final String origin;

  UploadRoutes(Vertx vertx, SandboxUploads uploads, Faults faults, String origin) {
    this.vertx = vertx;
    this.uploads = uploads;
    this.faults = faults;
    this.origin = origin;
  }

  /** {@code PUT /blobs/?pathname=…}: the bytes, with the token. */
  Future<Answer> take(Call call) {
    Optional<Armed> error = faults.take(Fault.BLOB_ERROR);
    if (error.isPresent()) {
      return Future.succeededFuture(forced(error.get()));
    }
    if (faults.fires(Fault.BLOB_DROP)) {
      return Future.succeededFuture(Answer.dropped());
    }
    Optional<Upload> found = token(call).flatMap(uploads::ofToken);
    Optional<Answer> refusal =
        found.isEmpty()
            ? Optional.of(error("forbidden", "Access denied"))
            : refusal(call, found.get());
    if (refusal.isPresent()) {
      return Future.succeededFuture(refusal.get());
    }
    return Pause.of(vertx, faults.take(Fault.BLOB_DELAY))
        .compose(waited -> uploads.store(found.get(), etag(call.body()), call.body()))
        .map(this::taken);
  }

  private static Optional<String> token(Call call) {
    return call.header("authorization")
        .filter(header -> header.startsWith(BEARER))
        .map(header -> header.substring(BEARER.length()));
  }

  private Optional<Answer> refusal(Call call, Upload upload) {
    String pathname = Optional.ofNullable(call.query().get("pathname")).orElse("");
    if (!pathname.equals(upload.pathname())) {
      return Optional.of(error("client_token_pathname_mismatch", "The token is for another path"));
    }
    if (uploads.isExpired(upload)) {
      return Optional.of(error("client_token_expired", "The token has expired"));
    }
    if (call.header("x-api-version").filter(version -> version.matches("1[12]")).isEmpty()
        || call.header("content-length").isEmpty()) {
      return Optional.of(error("bad_request", "x-api-version and content-length are needed"));
    }
    if (call.header("x-content-type").filter(upload.contentType()::equals).isEmpty()) {
      return Optional.of(error("content_type_not_allowed", "The token is for another type"));
    }
    if (call.body().length() > upload.bytesMax()) {
      return Optional.of(error("file_too_large", "The file is too large"));
    }
    return upload.isStored()
        ? Optional.of(error("bad_request", "This blob already exists"))
        : Optional.empty();
  }

  private Answer taken(Upload upload) {
    if (faults.fires(Fault.BLOB_KEPT_THEN_DROP)) {
      return Answer.dropped();
    }
    String url =
        faults
            .take(Fault.BLOB_ELSEWHERE)
            .map(armed -> armed.text("url", "https://example.com/elsewhere.png"))
            .orElseGet(() -> upload.url(origin));
    ObjectNode body = Json.object();
    body.put("url", url);
    body.put("downloadUrl", url + "?download=1");
    body.put("pathname", upload.pathname());
    body.put("contentType", upload.contentType());
    body.put("contentDisposition", "inline; filename=\"" + upload.filename() + "\"");
    body.put("etag", "\"" + upload.etag() + "\"");
    return Answer.json(200, body);
  }

  /** {@code POST /api/upload/confirm}, by the wallet that paid. */
  Future<Answer> confirm(Call call, String wallet) {
    Optional<Armed> fails = faults.take(Fault.CONFIRMATION_FAILS);
    if (fails.isPresent()) {
      return Future.succeededFuture(
          Answer.text((int) fails.get().number("status", 500), "Internal Server Error"));
    }
    Optional<JsonNode> body = Json.parse(call.body()).filter(JsonNode::isObject);
    if (body.isEmpty()) {
      return Future.succeededFuture(Answer.failure(400, "Invalid JSON"));
    }
    Optional<Upload> found = uploads.find(Json.string(body.get(), "uploadId"));
    if (found.isEmpty()) {
      return Future.succeededFuture(Answer.failure(404, "Upload not found"));
    }
    Upload upload = found.get();
    if (!upload.owner().equals(wallet)) {
      return Future.succeededFuture(Answer.failure(403, "This upload belongs to another wallet"));
    }
    String url = Json.string(body.get(), "blobUrl");
    if (!upload.isStored() || !url.equals(upload.url(origin))) {
      return Future.succeededFuture(Answer.failure(400, "This is not the link of the upload"));
    }
    return uploads
        .confirm(upload)
        .map(done -> faults.fires(Fault.CONFIRMATION_LOST) ? Answer.dropped() : told(upload));
  }

  private Answer told(Upload upload) {
    ObjectNode body = Json.object();
    body.put("success", true);
    body.putObject("upload").put("id", upload.id()).put("blobUrl", upload.url(origin));
    return Answer.json(200, body);
  }

  /** {@code GET} and {@code HEAD /store/…}: for everybody, confirmed or not. */
  Future<Answer> give(Call call) {
    String path = call.request().path();
    Optional<Upload> found =
        path.startsWith(STORE)
            ? uploads.ofPathname(path.substring(STORE.length())).filter(Upload::isStored)
            : Optional.empty();
    if (found.isEmpty() || faults.fires(Fault.BLOB_GONE)) {
      return Future.succeededFuture(Answer.text(404, "Not found"));
    }
    return uploads
        .bytes(found.get())
        .map(bytes -> Answer.bytes(200, found.get().contentType(), bytes));
  }

  private static Answer forced(Armed armed) {
    String code = armed.text("code", "internal_server_error");
    int status = (int) armed.number("status", STATUS.getOrDefault(code, 500));
    Answer answer = error(status, code, "Refused on request");
    String retryAfter = armed.text("retryAfter", "");
    return retryAfter.isEmpty() ? answer : answer.with("Retry-After", retryAfter);
  }

  private static Answer error(String code, String message) {
    return error(STATUS.getOrDefault(code, 500), code, message);
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return Answer.json(status, body);
  }

  private static String etag(Buffer bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.getBytes());
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

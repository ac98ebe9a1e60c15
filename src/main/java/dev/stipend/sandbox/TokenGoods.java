package dev.stipend.sandbox;

import io.vertx.core.Future;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Sells tokens: each payment makes one, for one file. */
record TokenGoods(SandboxUploads uploads, Faults faults) implements Goods {

  @Override
  public Future<ObjectNode> make(String owner, ObjectNode input) {
    long life = faults.fires(Fault.UPLOAD_TOKEN_EXPIRED) ? 0 : SandboxUploads.TOKEN_LIFE_MILLIS;
    long bytesMax =
        faults
            .take(Fault.UPLOAD_TOKEN_SMALL)
            .map(armed -> armed.number("bytes", 10))
            .orElse(SandboxUploads.BYTES_MAX);
    SandboxUploads.Written made =
        uploads.create(
            owner,
            Json.string(input, "filename"),
            Json.string(input, "contentType"),
            life,
            bytesMax);
    return made.written().map(done -> told(made.upload()));
  }

  private static ObjectNode told(Upload upload) {
    ObjectNode body = Json.object();
    body.put("uploadId", upload.id());
    body.put("clientToken", upload.token());
    body.put("pathname", upload.pathname());
    body.put("expiresAt", Instant.ofEpochMilli(upload.expiresMillis()).toString());
    return body;
  }
}

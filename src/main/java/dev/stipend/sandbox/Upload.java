package dev.stipend.sandbox;

import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A token for one file, and what became of it.
 *
 * @param owner the lower-case address of the wallet that paid
 * @param bytesMax what the token takes
 * @param etag of the bytes; empty until they came
 */
record Upload(
    String id,
    String owner,
    String pathname,
    String contentType,
    String token,
    long expiresMillis,
    long bytesMax,
    String etag,
    boolean confirmed) {

  static final String STORE = "sandboxstore";

  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]+");

  static String pathname(String id, String filename) {
    return "uploads/" + id + "/" + UNSAFE.matcher(filename).replaceAll("-");
  }

  boolean isStored() {
    return !etag.isEmpty();
  }

  String filename() {
    return pathname.substring(pathname.lastIndexOf('/') + 1);
  }

  /** Where the store shows the bytes. */
  String url(String origin) {
    return origin + "/store/" + STORE + "/" + pathname;
  }

  Upload stored(String itsEtag) {
    return new Upload(
        id, owner, pathname, contentType, token, expiresMillis, bytesMax, itsEtag, confirmed);
  }

  Upload confirmedNow() {
    return new Upload(id, owner, pathname, contentType, token, expiresMillis, bytesMax, etag, true);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("event", "upload");
    json.put("id", id);
    json.put("owner", owner);
    json.put("pathname", pathname);
    json.put("contentType", contentType);
    json.put("token", token);
    json.put("expires", expiresMillis);
    json.put("bytesMax", bytesMax);
    json.put("etag", etag);
    json.put("confirmed", confirmed);
    return json;
  }

  static Optional<Upload> fromJson(JsonNode line) {
    return Json.string(line, "event").equals("upload")
        ? Optional.of(
            new Upload(
                Json.string(line, "id"),
                Json.string(line, "owner"),
                Json.string(line, "pathname"),
                Json.string(line, "contentType"),
                Json.string(line, "token"),
                line.path("expires").longValue(),
                line.path("bytesMax").longValue(),
                Json.string(line, "etag"),
                line.path("confirmed").booleanValue()))
        : Optional.empty();
  }

  /** The token is a secret. */
  @Override
  public String toString() {
    return "Upload[" + id + "]";
  }
}

package dev.stipend.upload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types that the seller takes, each told by the first bytes of the content. */
public enum FileType {
  PNG("image/png", "png", "PNG"),
  JPEG("image/jpeg", "jpg", "JPEG"),
  GIF("image/gif", "gif", "GIF"),
  WEBP("image/webp", "webp", "WebP");

  /** How many of the first bytes are enough to tell. */
  public static final int HEAD_BYTES = 16;

  private final String contentType;
  private final String extension;
  private final String shown;

  FileType(String contentType, String extension, String shown) {
    this.contentType = contentType;
    this.extension = extension;
    this.shown = shown;
  }

  public String contentType() {
    return contentType;
  }

  public String extension() {
    return extension;
  }

  /** All of them, for people. */
  public static String all() {
    return Arrays.stream(values()).map(type -> type.shown).collect(Collectors.joining(", "));
  }

  public static Optional<FileType> of(byte[] head) {
    String bytes = new String(head, StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PNG);
    }
    if (bytes.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    return bytes.startsWith("RIFF") && bytes.startsWith("WEBP", 8)
        ? Optional.of(WEBP)
        : Optional.empty();
  }
}

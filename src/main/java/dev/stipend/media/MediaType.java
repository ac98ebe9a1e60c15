package dev.stipend.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The types that are kept, each told by the first bytes of the content and nothing else. */
enum MediaType {
  PNG("image/png", "png"),
  JPEG("image/jpeg", "jpg"),
  WEBP("image/webp", "webp"),
  GIF("image/gif", "gif"),
  MP4("video/mp4", "mp4"),
  QUICKTIME("video/quicktime", "mov"),
  WEBM("video/webm", "webm"),
  SVG("image/svg+xml", "svg");

  /** How many of the first bytes are enough to tell. */
  static final int HEAD_BYTES = 4096;

  /** Brands of the clips' container that are pictures or sound, and are not kept. */
  private static final Set<String> NO_CLIP =
      Set.of(
          "avif", "avis", "heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "M4A ", "M4B ");

  /** Matroska begins like WebM; the document type (element 4282) tells them apart. */
  private static final String WEBM_DOCUMENT = "B\u0082\u0084webm";

  private static final int WEBM_HEAD_BYTES = 64;

  private final String contentType;
  private final String extension;

  MediaType(String contentType, String extension) {
    this.contentType = contentType;
    this.extension = extension;
  }

  String contentType() {
    return contentType;
  }

  String extension() {
    return extension;
  }

  static Optional<MediaType> ofExtension(String extension) {
    return Arrays.stream(values()).filter(type -> type.extension.equals(extension)).findFirst();
  }

  static Optional<MediaType> of(byte[] head) {
    String bytes = new String(head, StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("\u0089PNG\r\n\u001a\n") && bytes.startsWith("IHDR", 12)) {
      return Optional.of(PNG);
    }
    if (bytes.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of(JPEG);
    }
    if (bytes.startsWith("RIFF") && bytes.startsWith("WEBPVP8", 8)) {
      return Optional.of(WEBP);
    }
    if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) {
      return Optional.of(GIF);
    }
    if (bytes.startsWith("ftyp", 4) && bytes.length() >= 12) {
      return clip(bytes.substring(8, 12));
    }
    if (bytes.startsWith("\u001aE\u00df\u00a3")) {
      int end = Math.min(bytes.length(), WEBM_HEAD_BYTES);
      return bytes.substring(0, end).contains(WEBM_DOCUMENT) ? Optional.of(WEBM) : Optional.empty();
    }
    return isSvg(new String(head, StandardCharsets.UTF_8)) ? Optional.of(SVG) : Optional.empty();
  }

  private static Optional<MediaType> clip(String brand) {
    if (NO_CLIP.contains(brand)) {
      return Optional.empty();
    }
    return Optional.of(brand.equals("qt  ") ? QUICKTIME : MP4);
  }

  /**
   * Whether the root element is {@code svg}. Before it, XML has a declaration, comments and a
   * document type, and nothing else; a document type that defines entities is not taken.
   */
  private static boolean isSvg(String text) {
    String rest = text.startsWith("\uFEFF") ? text.substring(1) : text;
    while (true) {
      rest = rest.stripLeading();
      if (rest.startsWith("<?xml")) {
        rest = after(rest, "?>");
      } else if (rest.startsWith("<!--")) {
        rest = after(rest, "-->");
      } else if (rest.startsWith("<!DOCTYPE svg") && !before(rest, ">").contains("[")) {
        rest = after(rest, ">");
      } else {
        return rest.startsWith("<svg")
            && rest.length() > 4
            && " \t\r\n>/".indexOf(rest.charAt(4)) >= 0;
      }
    }
  }

  private static String before(String text, String end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String after(String text, String end) {
    int at = text.indexOf(end);
    return at < 0 ? "" : text.substring(at + end.length());
  }
}

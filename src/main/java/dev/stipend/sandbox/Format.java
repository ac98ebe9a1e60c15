package dev.stipend.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The forms in which results are made, named by their ending. */
enum Format {
  PNG("image/png"),
  JPG("image/jpeg"),
  WEBP("image/webp"),
  SVG("image/svg+xml"),
  MP4("video/mp4");

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  String ending() {
    return "." + name().toLowerCase(Locale.ROOT);
  }

  static Optional<Format> ofEnding(String ending) {
    return Arrays.stream(values()).filter(format -> format.ending().equals(ending)).findFirst();
  }

  /** What a job delivers. */
  static Format of(Job job) {
    return switch (job.product().makes()) {
      case CLIP -> MP4;
      case TOKEN -> throw new IllegalStateException("a token is no picture");
      case DRAWING -> SVG;
      case PICTURE ->
          switch (job.product().value(job.input(), "output_format")) {
            case "jpg", "jpeg" -> JPG;
            case "webp" -> WEBP;
            default -> PNG;
          };
    };
  }

  /** Draws the result; a clip drawn as a picture is its thumbnail. */
  byte[] draw(Job job) {
    return switch (this) {
      case PNG -> PngWriter.write(Picture.of(job));
      case JPG -> JpegWriter.write(Picture.of(job));
      case WEBP -> WebpWriter.write(Picture.of(job));
      case SVG -> Drawing.of(job);
      case MP4 -> Clip.of(job);
    };
  }
}

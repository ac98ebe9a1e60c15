package dev.stipend.sandbox;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Writes a canvas as JPEG, with the encoder that comes with Java. */
final class JpegWriter {

  private JpegWriter() {}

  static byte[] write(Canvas canvas) {
    BufferedImage image =
        new BufferedImage(canvas.width(), canvas.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        image.setRGB(x, y, canvas.rgb(x, y));
      }
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "jpeg", jpeg)) {
        throw new IllegalStateException("this Java has no encoder for JPEG");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jpeg.toByteArray();
  }
}

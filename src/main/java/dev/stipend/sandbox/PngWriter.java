package dev.stipend.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a canvas as PNG with a palette. */
final class PngWriter {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte BITS = 8;
  private static final byte PALETTE = 3;
  private static final int BUFFER_BYTES = 64 * 1024;

  private PngWriter() {}

  static byte[] write(Canvas canvas) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(canvas.width()).putInt(canvas.height()).put(BITS).put(PALETTE);
    chunk(png, "IHDR", header.array());
    int[] colours = canvas.palette();
    ByteBuffer palette = ByteBuffer.allocate(3 * colours.length);
    for (int rgb : colours) {
      palette.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
    }
    chunk(png, "PLTE", palette.array());
    chunk(png, "IDAT", compressed(canvas));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** Every row begins with the number of its filter: none. */
  private static byte[] compressed(Canvas canvas) {
    int stride = canvas.width() + 1;
    byte[] rows = new byte[stride * canvas.height()];
    for (int y = 0; y < canvas.height(); y++) {
      canvas.row(y, rows, y * stride + 1);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(rows);
      deflater.finish();
      byte[] buffer = new byte[BUFFER_BYTES];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(name);
    png.writeBytes(data);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}

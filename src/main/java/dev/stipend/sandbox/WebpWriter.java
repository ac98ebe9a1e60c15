package dev.stipend.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a canvas as lossless WebP: its palette, and a byte for each pixel. Nothing is compressed
 * beyond that. See RFC 9649.
 */
final class WebpWriter {

  private static final int SIGNATURE = 0x2f;
  private static final int COLOUR_INDEXING = 3;
  private static final int SYMBOLS = 256;
  private static final int LENGTH_SYMBOLS = 24;
  private static final int OPAQUE = 0xff;

  /** A palette of at most 16 colours would put several pixels into a byte. */
  private static final int COLOURS_MIN = 17;

  /** The order in which the lengths of the code for lengths stand, up to that of 8. */
  private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8};

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int current;
  private int filled;

  private WebpWriter() {}

  static byte[] write(Canvas canvas) {
    byte[] image = new WebpWriter().image(canvas);
    int padded = image.length + image.length % 2;
    ByteBuffer file = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(12 + padded).put(ascii("WEBP"));
    file.put(ascii("VP8L")).putInt(image.length).put(image);
    return file.array();
  }

  private byte[] image(Canvas canvas) {
    bits(SIGNATURE, 8);
    bits(canvas.width() - 1, 14);
    bits(canvas.height() - 1, 14);
    bits(0, 1); // alpha is not used
    bits(0, 3); // version
    bits(1, 1); // a transform follows
    bits(COLOUR_INDEXING, 2);
    palette(canvas.palette());
    bits(0, 1); // no further transform
    bits(0, 1); // no colour cache
    bits(0, 1); // one set of codes for the whole image
    byteCode(SYMBOLS + LENGTH_SYMBOLS);
    zeroCode(); // red
    zeroCode(); // blue
    zeroCode(); // alpha
    zeroCode(); // distance
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        symbol(canvas.colour(x, y));
      }
    }
    while (filled != 0) {
      bits(0, 1);
    }
    return out.toByteArray();
  }

  /** An image of one row, in which each colour is told by what it differs from the one before. */
  private void palette(int[] colours) {
    int size = Math.max(COLOURS_MIN, colours.length);
    bits(size - 1, 8);
    bits(0, 1); // no colour cache
    byteCode(SYMBOLS + LENGTH_SYMBOLS);
    byteCode(SYMBOLS);
    byteCode(SYMBOLS);
    byteCode(SYMBOLS);
    zeroCode(); // distance
    int before = 0;
    for (int i = 0; i < size; i++) {
      int colour = i < colours.length ? colours[i] | OPAQUE << 24 : before;
      symbol(part(colour, before, 8));
      symbol(part(colour, before, 16));
      symbol(part(colour, before, 0));
      symbol(part(colour, before, 24));
      before = colour;
    }
  }

  private static int part(int colour, int before, int shift) {
    return (colour >> shift) - (before >> shift) & 0xff;
  }

  /** The code in which each of the first 256 symbols is its own eight bits. */
  private void byteCode(int alphabet) {
    bits(0, 1); // not one of the simple codes
    bits(LENGTH_ORDER.length - 4, 4);
    for (int symbol : LENGTH_ORDER) {
      bits(symbol == 0 || symbol == 8 ? 1 : 0, 3);
    }
    bits(0, 1); // lengths for the whole alphabet
    for (int symbol = 0; symbol < alphabet; symbol++) {
      bits(symbol < SYMBOLS ? 1 : 0, 1); // a length of 8, or of 0
    }
  }

  /** The code of which the only symbol is 0; it takes no bits. */
  private void zeroCode() {
    bits(1, 1); // simple
    bits(0, 1); // one symbol
    bits(0, 1); // of one bit
    bits(0, 1);
  }

  /** Codes begin with their most significant bit, unlike everything else. */
  private void symbol(int value) {
    bits(Integer.reverse(value) >>> 24, 8);
  }

  private void bits(int value, int count) {
    for (int i = 0; i < count; i++) {
      current |= (value >> i & 1) << filled;
      filled++;
      if (filled == 8) {
        out.write(current);
        current = 0;
        filled = 0;
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

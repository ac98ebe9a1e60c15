package dev.stipend.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads lossless WebP with a palette, for codes of eight bits or of none; RFC 9649 by its letter
 * otherwise.
 */
final class WebpPixels {

  private static final int[] LENGTH_ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  private final byte[] bytes;
  private int at;
  private final int width;
  private final int height;
  private final int[] pixels;

  private WebpPixels(byte[] bytes) {
    this.bytes = bytes;
    assertThat(bits(8)).as("signature").isEqualTo(0x2f);
    width = bits(14) + 1;
    height = bits(14) + 1;
    bits(1);
    assertThat(bits(3)).as("version").isZero();
    assertThat(bits(1)).as("a transform").isEqualTo(1);
    assertThat(bits(2)).as("colour indexing").isEqualTo(3);
    int[] palette = new int[bits(8) + 1];
    assertThat(palette.length).as("a pixel is a byte").isGreaterThan(16);
    pixelsInto(palette);
    for (int i = 1; i < palette.length; i++) {
      palette[i] = sum(palette[i - 1], palette[i]);
    }
    assertThat(bits(1)).as("another transform").isZero();
    int[] indexes = new int[width * height];
    int cache = bits(1);
    int meta = bits(1);
    assertThat(cache + meta).isZero();
    codesInto(indexes);
    pixels = Arrays.stream(indexes).map(index -> palette[index >> 8 & 0xff]).toArray();
    assertThat((at + 7) / 8).as("all bytes are used").isEqualTo(bytes.length);
  }

  static WebpPixels read(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(ascii(buffer)).isEqualTo("RIFF");
    assertThat(buffer.getInt()).isEqualTo(file.length - 8);
    assertThat(ascii(buffer)).isEqualTo("WEBP");
    assertThat(ascii(buffer)).isEqualTo("VP8L");
    byte[] image = new byte[buffer.getInt()];
    buffer.get(image);
    return new WebpPixels(image);
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int rgb(int x, int y) {
    int pixel = pixels[y * width + x];
    assertThat(pixel >>> 24).as("alpha").isEqualTo(0xff);
    return pixel & 0xffffff;
  }

  private void pixelsInto(int[] target) {
    assertThat(bits(1)).as("a colour cache").isZero();
    codesInto(target);
  }

  private void codesInto(int[] target) {
    boolean[] isByte = new boolean[5];
    for (int code = 0; code < 5; code++) {
      isByte[code] = isByteCode(code == 0 ? 280 : code == 4 ? 40 : 256);
    }
    for (int i = 0; i < target.length; i++) {
      int green = isByte[0] ? symbol() : 0;
      int red = isByte[1] ? symbol() : 0;
      int blue = isByte[2] ? symbol() : 0;
      int alpha = isByte[3] ? symbol() : 0;
      target[i] = alpha << 24 | red << 16 | green << 8 | blue;
    }
  }

  /** Whether symbols of this code are their own eight bits; else there is only 0, of no bits. */
  private boolean isByteCode(int alphabet) {
    if (bits(1) == 1) {
      int more = bits(1);
      int wide = bits(1);
      assertThat(more + wide + bits(1)).isZero();
      return false;
    }
    int[] lengths = new int[19];
    int count = bits(4) + 4;
    for (int i = 0; i < count; i++) {
      lengths[LENGTH_ORDER[i]] = bits(3);
    }
    int[] used = new int[19];
    used[0] = 1;
    used[8] = 1;
    assertThat(lengths).isEqualTo(used);
    assertThat(bits(1)).as("all lengths").isZero();
    for (int symbol = 0; symbol < alphabet; symbol++) {
      assertThat(bits(1)).isEqualTo(symbol < 256 ? 1 : 0);
    }
    return true;
  }

  private int symbol() {
    return Integer.reverse(bits(8)) >>> 24;
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at >> 3] >> (at & 7) & 1) << i;
      at++;
    }
    return value;
  }

  private static int sum(int one, int other) {
    int sum = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      sum |= ((one >> shift) + (other >> shift) & 0xff) << shift;
    }
    return sum;
  }

  private static String ascii(ByteBuffer buffer) {
    byte[] four = new byte[4];
    buffer.get(four);
    return new String(four, StandardCharsets.US_ASCII);
  }
}

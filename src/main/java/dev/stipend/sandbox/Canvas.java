package dev.stipend.sandbox;

/** A drawing in at most 256 colours. */
final class Canvas {

  private final int width;
  private final int height;
  private final int[] palette;
  private final byte[] pixels;

  /** All pixels have the first colour of the palette. */
  Canvas(int width, int height, int[] palette) {
    this.width = width;
    this.height = height;
    this.palette = palette.clone();
    this.pixels = new byte[width * height];
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int[] palette() {
    return palette.clone();
  }

  /** The number of a pixel's colour in the palette. */
  int colour(int x, int y) {
    return pixels[y * width + x] & 0xff;
  }

  int rgb(int x, int y) {
    return palette[colour(x, y)];
  }

  void row(int y, byte[] target, int offset) {
    System.arraycopy(pixels, y * width, target, offset, width);
  }

  void set(int x, int y, int colour) {
    if (x >= 0 && y >= 0 && x < width && y < height) {
      pixels[y * width + x] = (byte) colour;
    }
  }

  void box(int left, int top, int boxWidth, int boxHeight, int colour) {
    for (int y = top; y < top + boxHeight; y++) {
      for (int x = left; x < left + boxWidth; x++) {
        set(x, y, colour);
      }
    }
  }

  void disc(int centreX, int centreY, int radius, int colour) {
    for (int y = -radius; y <= radius; y++) {
      for (int x = -radius; x <= radius; x++) {
        if (x * x + y * y <= radius * radius) {
          set(centreX + x, centreY + y, colour);
        }
      }
    }
  }

  /** One line of text, its upper left corner given; every dot of a letter is a square. */
  void text(String line, int left, int top, int scale, int colour) {
    int x = left;
    for (int character : line.codePoints().toArray()) {
      for (int row = 0; row < BitmapFont.HEIGHT; row++) {
        for (int column = 0; column < BitmapFont.WIDTH; column++) {
          if (BitmapFont.isSet(character, column, row)) {
            box(x + column * scale, top + row * scale, scale, scale, colour);
          }
        }
      }
      x += (BitmapFont.WIDTH + 1) * scale;
    }
  }
}

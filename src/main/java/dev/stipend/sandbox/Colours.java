package dev.stipend.sandbox;

import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Hash;

/**
 * A palette drawn from a hash of the prompt: the same words look the same every time. Three layers
 * of a gradient, each a little lighter than the one below, then ink, paper and accent.
 */
final class Colours {

  static final int LAYERS = 3;
  static final int STEPS = 64;
  static final int INK = LAYERS * STEPS;
  static final int PAPER = INK + 1;
  static final int ACCENT = INK + 2;

  private static final int COLOURS = INK + 3;
  private static final int LIGHTER = 22;
  private static final int WHEEL = 6 * 256;

  private final byte[] hash;

  Colours(String prompt) {
    hash = Hash.sha3(prompt.getBytes(StandardCharsets.UTF_8));
  }

  /** A number from 0 to 255 that belongs to the prompt. */
  int trait(int number) {
    return hash[number % hash.length] & 0xff;
  }

  int[] palette() {
    int[] palette = new int[COLOURS];
    int from = hue(trait(0) * 6);
    int to = hue(trait(0) * 6 + 160 + trait(1));
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int step = 0; step < STEPS; step++) {
        palette[layer * STEPS + step] = lighter(mix(from, to, step), layer * LIGHTER);
      }
    }
    palette[INK] = 0xffffff;
    palette[PAPER] = mix(from, 0x101018, STEPS * 3 / 4);
    palette[ACCENT] = hue(trait(0) * 6 + WHEEL / 2) | 0x808080;
    return palette;
  }

  /** A muted colour from the wheel. */
  private static int hue(int position) {
    int at = Math.floorMod(position, WHEEL);
    int up = at % 256;
    int down = 255 - up;
    int[] rgb =
        switch (at / 256) {
          case 0 -> new int[] {255, up, 0};
          case 1 -> new int[] {down, 255, 0};
          case 2 -> new int[] {0, 255, up};
          case 3 -> new int[] {0, down, 255};
          case 4 -> new int[] {up, 0, 255};
          default -> new int[] {255, 0, down};
        };
    return join(50 + rgb[0] * 2 / 5, 50 + rgb[1] * 2 / 5, 60 + rgb[2] * 2 / 5);
  }

  private static int mix(int from, int to, int step) {
    return join(part(from, to, 16, step), part(from, to, 8, step), part(from, to, 0, step));
  }

  private static int part(int from, int to, int shift, int step) {
    int first = from >> shift & 0xff;
    int last = to >> shift & 0xff;
    return first + (last - first) * step / (STEPS - 1);
  }

  private static int lighter(int rgb, int by) {
    return join((rgb >> 16 & 0xff) + by, (rgb >> 8 & 0xff) + by, (rgb & 0xff) + by);
  }

  private static int join(int red, int green, int blue) {
    return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
  }

  private static int clamp(int part) {
    return Math.clamp(part, 0, 255);
  }
}

package dev.stipend.sandbox;

import java.nio.charset.StandardCharsets;

/**
 * The result of a job as a vector drawing. Its colours and shapes belong to the source's link; the
 * link itself is not in it, for it may open something private.
 */
final class Drawing {

  private static final int SIDE = 1_024;
  private static final int SHAPES = 9;

  private Drawing() {}

  static byte[] of(Job job) {
    return draw(Json.string(job.input(), "image"), job.product().model())
        .getBytes(StandardCharsets.UTF_8);
  }

  static String draw(String seed, String model) {
    Colours colours = new Colours(seed);
    int[] palette = colours.palette();
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n".formatted(SIDE, SIDE));
    svg.append(
        "  <rect width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
            .formatted(SIDE, SIDE, colour(palette[0])));
    for (int i = 0; i < SHAPES; i++) {
      int centreX = SIDE * colours.trait(3 * i) / 255;
      int centreY = SIDE * colours.trait(3 * i + 1) / 255;
      int radius = 40 + colours.trait(3 * i + 2);
      int step = Colours.STEPS + i * (Colours.STEPS - 1) / SHAPES;
      svg.append(
          "  <circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>\n"
              .formatted(centreX, centreY, radius, colour(palette[step])));
    }
    svg.append(
        "  <text x=\"64\" y=\"%d\" font-family=\"sans-serif\" font-size=\"64\" fill=\"%s\">%s</text>\n"
            .formatted(SIDE - 64, colour(palette[Colours.INK]), model));
    return svg.append("</svg>\n").toString();
  }

  private static String colour(int rgb) {
    return "#%06x".formatted(rgb & 0xffffff);
  }
}

package dev.stipend.sandbox;

/** The result of a job as a picture: its prompt in large letters, and who drew it. */
final class Picture {

  private static final int MARGIN_PARTS = 14;
  private static final int SCALE_PARTS = 60;

  private Picture() {}

  static Canvas of(Job job) {
    Shape shape = Shape.ofPicture(job);
    return draw(
        Json.string(job.input(), "prompt"), job.product().model(), shape.width(), shape.height());
  }

  static Canvas draw(String prompt, String model, int width, int height) {
    Colours colours = new Colours(prompt);
    Canvas canvas = new Canvas(width, height, colours.palette());
    background(canvas, colours);
    int shorter = Math.min(width, height);
    int margin = shorter / MARGIN_PARTS;
    int room = width - 2 * margin;
    int scaleMax = Math.max(1, shorter / SCALE_PARTS);
    Caption foot = Caption.fit(model, room, margin, Math.max(1, scaleMax / 2));
    Caption text = Caption.fit(prompt, room, height - 3 * margin - foot.height(), scaleMax);
    text.draw(canvas, margin + scaleMax / 2, margin + scaleMax / 2, Colours.PAPER);
    text.draw(canvas, margin, margin, Colours.INK);
    int footTop = height - margin - foot.height();
    canvas.box(margin, footTop - margin / 3, room / 4, Math.max(1, margin / 10), Colours.ACCENT);
    foot.draw(canvas, margin, footTop, Colours.INK);
    return canvas;
  }

  /** A slanted gradient under two large discs that lighten it. */
  private static void background(Canvas canvas, Colours colours) {
    int width = canvas.width();
    int height = canvas.height();
    long firstRadius = Math.max(width, height) * (30L + colours.trait(2) % 25) / 100;
    long secondRadius = Math.max(width, height) * (20L + colours.trait(3) % 25) / 100;
    long firstX = (long) width * colours.trait(4) / 255;
    long firstY = (long) height * colours.trait(5) / 255;
    long secondX = (long) width * colours.trait(6) / 255;
    long secondY = (long) height * colours.trait(7) / 255;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int step = (int) ((long) (x + 2 * y) * (Colours.STEPS - 1) / (width + 2L * height));
        int layer =
            inside(x - firstX, y - firstY, firstRadius)
                + inside(x - secondX, y - secondY, secondRadius);
        canvas.set(x, y, layer * Colours.STEPS + step);
      }
    }
  }

  private static int inside(long x, long y, long radius) {
    return x * x + y * y <= radius * radius ? 1 : 0;
  }
}

package dev.stipend.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The result of a job as a clip: its prompt, a disc that wanders, a bar that fills. */
final class Clip {

  private static final int FRAMES_PER_SECOND = 4;
  private static final int DISC = 6;
  private static final int BAR = 4;

  private Clip() {}

  static byte[] of(Job job) {
    Shape shape = Shape.ofClip(job);
    return draw(
        Json.string(job.input(), "prompt"),
        job.product().model(),
        shape.width(),
        shape.height(),
        Shape.seconds(job));
  }

  static byte[] draw(String prompt, String model, int width, int height, int seconds) {
    H264 encoder = new H264(width, height);
    int count = seconds * FRAMES_PER_SECOND;
    List<byte[]> frames = new ArrayList<>();
    Canvas before = frame(prompt, model, width, height, 0, count);
    frames.add(encoder.keyFrame(before));
    for (int number = 1; number < count; number++) {
      Canvas canvas = frame(prompt, model, width, height, number, count);
      frames.add(encoder.nextFrame(canvas, before, number));
      before = canvas;
    }
    int frameMillis = 1_000 / FRAMES_PER_SECOND;
    return new Mp4Writer(width, height, frameMillis, encoder).write(frames);
  }

  private static Canvas frame(
      String prompt, String model, int width, int height, int number, int count) {
    Canvas canvas = Picture.draw(prompt, model, width, height);
    int last = count - 1;
    int way = width - 4 * DISC;
    canvas.disc(2 * DISC + way * number / last, height * 5 / 8, DISC, Colours.ACCENT);
    canvas.box(0, height - BAR, width * (number + 1) / count, BAR, Colours.ACCENT);
    return canvas;
  }
}

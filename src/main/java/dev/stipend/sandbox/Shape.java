package dev.stipend.sandbox;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How large a result is: the body's own measures in whatever field it has them, but smaller. */
record Shape(int width, int height) {

  private static final List<String> RATIOS = List.of("aspectRatio", "aspect_ratio", "size");
  private static final List<String> LENGTHS = List.of("durationSeconds", "duration", "seconds");
  private static final Pattern RATIO =
      Pattern.compile("([0-9]{1,4})(?:\\.([0-9]))?[:x*]([0-9]{1,4})(?:\\.([0-9]))?");

  /** Longest sides of pictures, half of what was asked for. */
  private static final Map<String, Integer> SIDES =
      Map.of(
          "512", 256, "1K", 512, "2K", 1_024, "4K", 2_048, "8K", 2_048, "0.5 MP", 384, "1 MP", 512,
          "2 MP", 720, "4 MP", 1_024);

  private static final int SIDE = 512;
  private static final int CLIP_LONG = 256;
  private static final int CLIP_SHORT = 144;
  private static final int CLIP_SQUARE = 192;
  private static final int SECONDS = 4;

  static Shape ofPicture(Job job) {
    int side = SIDE;
    if (!job.product().isClip()) {
      side = SIDES.getOrDefault(value(job, List.of("imageSize", "resolution")), SIDE);
    }
    long[] ratio = ratio(job);
    long longest = Math.max(ratio[0], ratio[1]);
    return new Shape(
        (int) Math.max(16, side * ratio[0] / longest),
        (int) Math.max(16, side * ratio[1] / longest));
  }

  /** Sides of clips are multiples of 16. */
  static Shape ofClip(Job job) {
    long[] ratio = ratio(job);
    if (ratio[0] == ratio[1]) {
      return new Shape(CLIP_SQUARE, CLIP_SQUARE);
    }
    return ratio[0] > ratio[1]
        ? new Shape(CLIP_LONG, CLIP_SHORT)
        : new Shape(CLIP_SHORT, CLIP_LONG);
  }

  static int seconds(Job job) {
    String seconds = value(job, LENGTHS);
    return seconds.isEmpty() ? SECONDS : Integer.parseInt(seconds);
  }

  private static long[] ratio(Job job) {
    Matcher ratio = RATIO.matcher(value(job, RATIOS));
    return ratio.matches()
        ? new long[] {
          tenths(ratio.group(1), ratio.group(2)), tenths(ratio.group(3), ratio.group(4))
        }
        : new long[] {1, 1};
  }

  private static long tenths(String whole, @Nullable String tenth) {
    return Long.parseLong(whole) * 10 + (tenth == null ? 0 : Long.parseLong(tenth));
  }

  /** The first of these fields that the product has. */
  private static String value(Job job, List<String> names) {
    return names.stream()
        .map(name -> job.product().value(job.input(), name))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }
}

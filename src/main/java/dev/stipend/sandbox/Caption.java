package dev.stipend.sandbox;

import java.util.ArrayList;
import java.util.List;

/** Text laid out on a canvas: as large as it fits, wrapped at spaces, cut at the end. */
final class Caption {

  private static final int LINE_GAP = 2;

  private final List<String> lines;
  private final int scale;

  private Caption(List<String> lines, int scale) {
    this.lines = lines;
    this.scale = scale;
  }

  static Caption fit(String text, int width, int height, int scaleMax) {
    for (int scale = scaleMax; scale > 1; scale--) {
      List<String> lines = wrap(text, columns(width, scale));
      if (lines.size() <= rows(height, scale)) {
        return new Caption(lines, scale);
      }
    }
    List<String> lines = wrap(text, columns(width, 1));
    int rows = rows(height, 1);
    if (lines.size() > rows) {
      lines = new ArrayList<>(lines.subList(0, rows));
      lines.set(rows - 1, "...");
    }
    return new Caption(lines, 1);
  }

  int height() {
    return lines.size() * (BitmapFont.HEIGHT + LINE_GAP) * scale;
  }

  void draw(Canvas canvas, int left, int top, int colour) {
    int y = top;
    for (String line : lines) {
      canvas.text(line, left, y, scale, colour);
      y += (BitmapFont.HEIGHT + LINE_GAP) * scale;
    }
  }

  private static int columns(int width, int scale) {
    return Math.max(1, (width + scale) / ((BitmapFont.WIDTH + 1) * scale));
  }

  private static int rows(int height, int scale) {
    return Math.max(1, height / ((BitmapFont.HEIGHT + LINE_GAP) * scale));
  }

  private static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      int[] letters = word.codePoints().toArray();
      int start = 0;
      int room = columns - width(line) - (line.isEmpty() ? 0 : 1);
      if (letters.length > room && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (letters.length - start > columns) {
        lines.add(new String(letters, start, columns));
        start += columns;
      }
      if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(new String(letters, start, letters.length - start));
    }
    lines.add(line.toString());
    return lines;
  }

  private static int width(StringBuilder line) {
    return line.codePointCount(0, line.length());
  }
}

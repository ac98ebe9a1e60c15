package dev.stipend.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Letters of five by nine dots, of which two are below the line, drawn in {@code font.txt}: ASCII
 * from the space on, sixteen letters side by side. What is not in there is shown as a box.
 */
final class BitmapFont {

  static final int WIDTH = 5;
  static final int HEIGHT = 9;

  private static final int FIRST = ' ';
  private static final int LAST = '~';
  private static final int IN_A_BAND = 16;
  private static final List<String> LINES = read();

  private BitmapFont() {}

  static boolean isSet(int character, int column, int row) {
    if (character < FIRST || character > LAST) {
      return row < HEIGHT - 2
          && (row == 0 || row == HEIGHT - 3 || column == 0 || column == WIDTH - 1);
    }
    int number = character - FIRST;
    String line = LINES.get(number / IN_A_BAND * HEIGHT + row);
    int at = number % IN_A_BAND * (WIDTH + 1) + column;
    return at < line.length() && line.charAt(at) == '#';
  }

  /** Bands are separated by an empty line; a line of a band is never empty. */
  private static List<String> read() {
    try (InputStream file = BitmapFont.class.getResourceAsStream("font.txt")) {
      if (file == null) {
        throw new IllegalStateException("font.txt is missing");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      List<String> lines = new ArrayList<>(text.lines().filter(line -> !line.isEmpty()).toList());
      int bands = (LAST - FIRST) / IN_A_BAND + 1;
      if (lines.size() != bands * HEIGHT) {
        throw new IllegalStateException("font.txt has " + lines.size() + " lines");
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

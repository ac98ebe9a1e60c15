package dev.stipend.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the known name that a mistyped one probably stands for.
 *
 * <p>Damerau–Levenshtein distance in which a difference of case or of a separator costs a quarter
 * of any other: {@code aspect_ratio} is near {@code aspectRatio}. Names further away than a third
 * of their letters are not offered, but for those that go on where the given one ends.
 */
public final class NearestName {

  private static final int EDIT = 4;
  private static final int SLIP = 1;
  private static final int EDITS_MAX = 3;
  private static final int LENGTH_MAX = 64;
  private static final int PREFIX_MIN = 3;
  private static final int WORD_MIN = 3;

  private NearestName() {}

  /** Equally near names are told apart by alphabet, so that the answer is always the same. */
  public static Optional<String> nearest(String given, Collection<String> known) {
    if (given.isEmpty() || given.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    int bound = Math.clamp(given.length() / 3, 1, EDITS_MAX) * EDIT;
    return known.stream()
        .filter(name -> name.length() <= LENGTH_MAX)
        .filter(name -> distance(given, name) <= bound)
        .min(
            Comparator.<String>comparingInt(name -> distance(given, name))
                .thenComparing(Comparator.naturalOrder()))
        .or(() -> longerOrShorter(given, known));
  }

  /**
   * The allowed value that somebody who wrote {@code given} probably meant: the same letters and
   * digits ({@code 1280x720} for {@code 1280*720}), or nearly the same word. A short value that is
   * another number is another value.
   */
  static Optional<String> nearestValue(String given, Collection<String> known) {
    String bare = bare(given);
    Optional<String> same =
        known.stream().filter(value -> !bare.isEmpty() && bare(value).equals(bare)).findFirst();
    boolean isWord = given.length() >= WORD_MIN && given.chars().noneMatch(Character::isDigit);
    return same.or(() -> isWord ? nearest(given, known) : Optional.empty());
  }

  private static String bare(String value) {
    return value.toLowerCase(Locale.ROOT).replaceAll("[-_. :*]|(?<=[0-9])x(?=[0-9])", "");
  }

  /** {@code veo} for {@code veo-3.1}, {@code veo-3.1-preview} likewise. */
  private static Optional<String> longerOrShorter(String given, Collection<String> known) {
    String start = folded(given);
    return known.stream()
        .filter(name -> Math.min(start.length(), folded(name).length()) >= PREFIX_MIN)
        .filter(name -> folded(name).startsWith(start) || start.startsWith(folded(name)))
        .min(
            Comparator.<String>comparingInt(name -> Math.abs(name.length() - given.length()))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 1; i <= from.length(); i++) {
      cost[i][0] = cost[i - 1][0] + aloneCost(from.charAt(i - 1));
    }
    for (int j = 1; j <= to.length(); j++) {
      cost[0][j] = cost[0][j - 1] + aloneCost(to.charAt(j - 1));
    }
    for (int i = 1; i <= from.length(); i++) {
      for (int j = 1; j <= to.length(); j++) {
        char a = from.charAt(i - 1);
        char b = to.charAt(j - 1);
        int changed = cost[i - 1][j - 1] + exchangeCost(a, b);
        int missed = Math.min(cost[i - 1][j] + aloneCost(a), cost[i][j - 1] + aloneCost(b));
        cost[i][j] = Math.min(changed, missed);
        if (i > 1 && j > 1 && a == to.charAt(j - 2) && from.charAt(i - 2) == b) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + EDIT);
        }
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int aloneCost(char c) {
    return isSeparator(c) ? SLIP : EDIT;
  }

  private static int exchangeCost(char a, char b) {
    if (a == b) {
      return 0;
    }
    boolean slip =
        Character.toLowerCase(a) == Character.toLowerCase(b) || (isSeparator(a) && isSeparator(b));
    return slip ? SLIP : EDIT;
  }

  private static boolean isSeparator(char c) {
    return c == '-' || c == '_' || c == '.' || c == ' ';
  }
}

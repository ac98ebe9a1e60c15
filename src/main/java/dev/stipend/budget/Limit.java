package dev.stipend.budget;

import dev.stipend.money.Money;
import java.util.List;

/**
 * At most this amount in each window of this kind, for what the limit is about in its scope.
 *
 * @param thresholds per cent of the amount at which it is told how far the use has come, ascending
 */
public record Limit(
    Scope scope,
    WindowKind window,
    Subject subject,
    Money amount,
    LimitKind kind,
    List<Integer> thresholds) {

  public static final List<Integer> THRESHOLDS_DEFAULT = List.of(50, 80, 100);

  private static final int THRESHOLDS_MAX = 10;
  private static final int PER_CENT_MAX = 1000;

  public Limit {
    thresholds = thresholds.stream().distinct().sorted().toList();
    if (thresholds.size() > THRESHOLDS_MAX) {
      throw new IllegalArgumentException("a limit has at most 10 thresholds");
    }
    if (thresholds.stream().anyMatch(each -> each < 1 || each > PER_CENT_MAX)) {
      throw new IllegalArgumentException("a threshold is 1 to 1000 per cent");
    }
  }

  /** A hard limit on whatever is bought, with the usual thresholds. */
  public Limit(Scope scope, WindowKind window, Money amount) {
    this(scope, window, Subject.ALL, amount, LimitKind.HARD, THRESHOLDS_DEFAULT);
  }

  /**
   * Names the limit for good: there is one for each scope, kind of window and subject, such as
   * {@code team:design/month} or {@code org/day/class:video}.
   */
  public String id() {
    return id(scope, window, subject);
  }

  public static String id(Scope scope, WindowKind window, Subject subject) {
    String all = scope.text() + "/" + window.text();
    return subject instanceof Subject.All ? all : all + "/" + subject.text();
  }

  /** The scope of the limit that an id names. */
  public static Scope scopeOf(String id) {
    int slash = id.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("the id of a limit looks like team:design/month");
    }
    return Scope.parse(id.substring(0, slash));
  }
}

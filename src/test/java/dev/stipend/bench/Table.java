package dev.stipend.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines that can be read as they are, and pasted into a document. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
    rows.add(List.of(titles).stream().map(title -> "---").toList());
  }

  Table row(Object... cells) {
    rows.add(List.of(cells).stream().map(Table::text).toList());
    return this;
  }

  private static String text(Object cell) {
    if (cell instanceof Double number) {
      return number < 1000
          ? String.format(Locale.ROOT, "%.1f", number)
          : String.format(Locale.ROOT, "%,.0f", number);
    }
    return cell instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : cell.toString();
  }

  @Override
  public String toString() {
    return rows.stream().map(this::line).collect(Collectors.joining("\n", "", "\n"));
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < cells.size(); i++) {
      String pad = cells.get(i).equals("---") ? "-" : " ";
      line.append(' ').append(cells.get(i)).append(pad.repeat(width(i) - cells.get(i).length()));
      line.append(" |");
    }
    return line.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}

package dev.keymaster.report;

import java.util.List;
import java.util.Locale;

/** What is counted of each as lying bars, such as of the most frequent keys. */
final class BarChart {
  private static final int MOST = 10;
  private static final int WIDTH = 460;
  private static final int LEFT = 178;
  private static final int RIGHT = 64;
  private static final int LINE = 26;
  private static final int LABEL = 25;

  /** What one bar says; its name is not escaped yet. */
  record Bar(String name, long value) {}

  private BarChart() {}

  /** Draws the first of them; none is an empty drawing. */
  static String of(String about, List<Bar> bars) {
    List<Bar> shown = bars.subList(0, Math.min(MOST, bars.size()));
    long most = Math.max(1, shown.stream().mapToLong(Bar::value).max().orElse(1));
    StringBuilder out = new StringBuilder();
    out.append("<svg role=\"img\" aria-label=\"").append(about).append("\" viewBox=\"0 0 ");
    out.append(WIDTH + " " + Math.max(1, shown.size()) * LINE + "\">\n");
    for (int i = 0; i < shown.size(); i++) {
      out.append(bar(shown.get(i), i * LINE, most));
    }
    return out.append("</svg>\n").toString();
  }

  private static String bar(Bar bar, int y, long most) {
    double length = Math.max(2, (double) (WIDTH - LEFT - RIGHT) * bar.value() / most);
    return String.format(
        Locale.ROOT,
        "<g><title>%s: %s</title><text class=\"end\" x=\"%d\" y=\"%d\">%s</text>"
            + "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>"
            + "<text class=\"strong\" x=\"%.1f\" y=\"%d\">%s</text></g>\n",
        Html.text(bar.name()),
        Html.number(bar.value()),
        LEFT - 10,
        y + 17,
        Html.brief(bar.name(), LABEL),
        LEFT,
        y + 4,
        length,
        LINE - 8,
        LEFT + length + 8,
        y + 17,
        Html.number(bar.value()));
  }
}

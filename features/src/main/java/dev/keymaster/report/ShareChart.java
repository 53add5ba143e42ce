package dev.keymaster.report;

import dev.keymaster.model.AccessReport.Share;
import java.util.List;
import java.util.Locale;

/** The most frequent keys or programs as lying bars. */
final class ShareChart {
  private static final int MOST = 10;
  private static final int WIDTH = 460;
  private static final int LEFT = 178;
  private static final int RIGHT = 64;
  private static final int LINE = 26;
  private static final int LABEL = 25;

  private ShareChart() {}

  static String of(String about, List<Share> shares) {
    List<Share> shown = shares.subList(0, Math.min(MOST, shares.size()));
    long most = shown.stream().mapToLong(Share::accesses).max().orElse(1);
    StringBuilder out = new StringBuilder();
    out.append("<svg role=\"img\" aria-label=\"").append(about).append("\" viewBox=\"0 0 ");
    out.append(WIDTH + " " + Math.max(1, shown.size()) * LINE + "\">\n");
    for (int i = 0; i < shown.size(); i++) {
      out.append(bar(shown.get(i), i * LINE, most));
    }
    return out.append("</svg>\n").toString();
  }

  private static String bar(Share share, int y, long most) {
    double length = Math.max(2, (double) (WIDTH - LEFT - RIGHT) * share.accesses() / most);
    return String.format(
        Locale.ROOT,
        "<g><title>%s: %s</title><text class=\"end\" x=\"%d\" y=\"%d\">%s</text>"
            + "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"3\"/>"
            + "<text class=\"strong\" x=\"%.1f\" y=\"%d\">%s</text></g>\n",
        Html.text(share.name()),
        Html.number(share.accesses()),
        LEFT - 10,
        y + 17,
        Html.brief(share.name(), LABEL),
        LEFT,
        y + 4,
        length,
        LINE - 8,
        LEFT + length + 8,
        y + 17,
        Html.number(share.accesses()));
  }
}

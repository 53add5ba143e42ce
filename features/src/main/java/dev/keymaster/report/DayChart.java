package dev.keymaster.report;

import com.google.errorprone.annotations.FormatMethod;
import dev.keymaster.model.AccessReport;
import dev.keymaster.model.AccessReport.Day;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Accesses and refusals over time: a bar for each day, or for several where there are many. */
final class DayChart {
  private static final int MOST_BARS = 92;
  private static final int WIDTH = 960;
  private static final int HEIGHT = 220;
  private static final int LEFT = 52;
  private static final int TOP = 10;
  private static final int BOTTOM = 26;
  private static final int LABEL_ROOM = 74;
  private static final DateTimeFormatter LABEL =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  private record Bar(LocalDate from, int days, long accesses, long refused) {}

  private DayChart() {}

  static String of(AccessReport report) {
    List<Bar> bars = bars(report);
    Scale scale =
        Scale.upTo(bars.stream().mapToLong(bar -> bar.accesses() + bar.refused()).max().orElse(1));
    StringBuilder out = new StringBuilder();
    out.append("<svg role=\"img\" aria-label=\"accesses over time\" viewBox=\"0 0 ")
        .append(WIDTH + " " + HEIGHT + "\">\n");
    lines(out, scale);
    for (int i = 0; i < bars.size(); i++) {
      bar(out, bars, i, scale);
    }
    return out.append("</svg>\n").toString();
  }

  private static List<Bar> bars(AccessReport report) {
    LocalDate last = report.until().atZone(report.query().zone()).toLocalDate();
    LocalDate asked = report.query().since().atZone(report.query().zone()).toLocalDate();
    LocalDate first = report.days().isEmpty() ? asked : report.days().getFirst().date();
    LocalDate from = first.minusDays(Math.min(7, ChronoUnit.DAYS.between(asked, first)));
    long span = Math.max(ChronoUnit.DAYS.between(from, last) + 1, 7);
    int each = (int) Math.ceilDiv(span, (long) MOST_BARS);
    int count = (int) Math.ceilDiv(span, (long) each);
    long[][] sums = new long[count][2];
    LocalDate begin = last.minusDays((long) count * each - 1);
    for (Day day : report.days()) {
      int at = (int) (ChronoUnit.DAYS.between(begin, day.date()) / each);
      if (at >= 0 && at < count) {
        sums[at][0] += day.accesses();
        sums[at][1] += day.refused();
      }
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      bars.add(new Bar(begin.plusDays((long) i * each), each, sums[i][0], sums[i][1]));
    }
    return bars;
  }

  private static void lines(StringBuilder out, Scale scale) {
    for (long line : scale.lines()) {
      double y = base() - scale.of(line, height());
      out.append(
          format(
              "<line class=\"%s\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
                  + "<text class=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n",
              line == 0 ? "axis" : "grid", LEFT, WIDTH, y, y, LEFT - 8, y + 4, Html.number(line)));
    }
  }

  private static void bar(StringBuilder out, List<Bar> bars, int i, Scale scale) {
    Bar bar = bars.get(i);
    double step = (double) (WIDTH - LEFT) / bars.size();
    double width = Math.max(1, Math.min(step - 2, 48));
    double x = LEFT + i * step + (step - width) / 2;
    double tall = scale.of(bar.accesses(), height());
    double refused = scale.of(bar.refused(), height());
    out.append("<g><title>").append(Html.text(title(bar))).append("</title>");
    out.append(rect("none", x, TOP, width, height()));
    out.append(rect("bar", x, base() - tall, width, tall));
    out.append(rect("refused", x, base() - tall - refused, width, refused)).append("</g>\n");
    int every = (int) Math.ceil(LABEL_ROOM / step);
    if ((bars.size() - 1 - i) % every == 0 && x - LEFT > 16) {
      out.append(
          format(
              "<text class=\"mid\" x=\"%.1f\" y=\"%d\">%s</text>\n",
              x + width / 2 > WIDTH - 24 ? WIDTH - 24.0 : x + width / 2,
              HEIGHT - 6,
              LABEL.format(bar.from())));
    }
  }

  private static String title(Bar bar) {
    String when =
        bar.days() == 1
            ? bar.from().toString()
            : bar.from() + " to " + bar.from().plusDays(bar.days() - 1L);
    String refused = bar.refused() == 0 ? "" : ", " + Html.number(bar.refused()) + " refused";
    return when + ": " + Html.number(bar.accesses()) + refused;
  }

  private static String rect(String type, double x, double y, double width, double height) {
    return height <= 0
        ? ""
        : format(
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
            type, x, y, width, height);
  }

  private static double height() {
    return HEIGHT - TOP - BOTTOM;
  }

  private static double base() {
    return HEIGHT - BOTTOM;
  }

  @FormatMethod
  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}

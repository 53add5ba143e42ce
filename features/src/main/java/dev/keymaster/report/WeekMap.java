package dev.keymaster.report;

import java.util.List;
import java.util.Locale;

/** Accesses by hour of the week: seven rows of 24 fields, the darker the more. */
final class WeekMap {
  private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final int LEVELS = 5;
  private static final int LEFT = 52;
  private static final int WIDE = 37;
  private static final int TALL = 26;
  private static final int GAP = 3;
  private static final int HOURS = 24;

  private WeekMap() {}

  static String of(List<Long> week) {
    long most = week.stream().mapToLong(Long::longValue).max().orElse(0);
    int width = LEFT + HOURS * WIDE;
    int height = DAYS.size() * TALL + 22;
    StringBuilder out = new StringBuilder();
    out.append("<svg role=\"img\" aria-label=\"accesses by hour of the week\" viewBox=\"0 0 ")
        .append(width + " " + height + "\">\n");
    for (int day = 0; day < DAYS.size(); day++) {
      out.append(text("end", LEFT - 10, day * TALL + 16, DAYS.get(day)));
      for (int hour = 0; hour < HOURS; hour++) {
        out.append(field(day, hour, week.get(day * HOURS + hour), most));
      }
    }
    for (int hour = 0; hour < HOURS; hour += 3) {
      out.append(text("", LEFT + hour * WIDE, DAYS.size() * TALL + 16, clock(hour)));
    }
    return out.append("</svg>\n").toString();
  }

  private static String field(int day, int hour, long count, long most) {
    return String.format(
        Locale.ROOT,
        "<rect class=\"l%d\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\">"
            + "<title>%s %s: %s</title></rect>\n",
        level(count, most),
        LEFT + hour * WIDE,
        day * TALL,
        WIDE - GAP,
        TALL - GAP,
        DAYS.get(day),
        clock(hour),
        Html.number(count));
  }

  /** 0 for none, then 1 to 5 by the square root, so that the rare still shows. */
  static int level(long count, long most) {
    return count == 0 ? 0 : Math.max(1, (int) Math.ceil(LEVELS * Math.sqrt((double) count / most)));
  }

  private static String clock(int hour) {
    return String.format(Locale.ROOT, "%02d:00", hour);
  }

  private static String text(String type, int x, int y, String text) {
    return String.format(
        Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n", type, x, y, text);
  }
}

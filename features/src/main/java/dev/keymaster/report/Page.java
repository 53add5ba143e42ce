package dev.keymaster.report;

import dev.keymaster.model.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * An HTML page that needs nothing else, while it is written: drawings and style are in it, no
 * script, and its policy forbids the browser to fetch or run anything. What is handed in as HTML
 * has its names escaped already. Not thread-safe.
 */
final class Page {
  private final StringBuilder out = new StringBuilder(1 << 16);
  private List<Boolean> numbers = List.of();

  /** Begins it. */
  Page(String title, String subtitle) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\"")
        .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append("<title>" + title + "</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>" + title + "</h1>\n<p>")
        .append(subtitle)
        .append("</p>\n</header>\n");
  }

  /** Goes on with HTML. */
  Page add(String html) {
    out.append(html);
    return this;
  }

  /** A number that stands out, for a row of such. */
  void tile(String label, String number, boolean notable) {
    out.append("<div class=\"tile" + (notable ? " notable" : "") + "\"><b>" + number + "</b><span>")
        .append(label)
        .append("</span></div>\n");
  }

  /** Starts a table; headings of numbers begin with a {@code #}. */
  void table(String... headings) {
    numbers = Stream.of(headings).map(heading -> heading.startsWith("#")).toList();
    out.append("<div class=\"scroll\"><table>\n<thead><tr>");
    for (String heading : headings) {
      out.append(
          heading.startsWith("#")
              ? "<th class=\"number\">" + heading.substring(1) + "</th>"
              : "<th>" + heading + "</th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
  }

  void row(String... cells) {
    int at = 0;
    out.append("<tr>");
    for (String cell : cells) {
      out.append(numbers.get(at++) ? "<td class=\"number\">" : "<td>").append(cell).append("</td>");
    }
    out.append("</tr>\n");
  }

  /** Ends a table and its section, and tells how much of it is shown. */
  void end(long shown, long all) {
    out.append("</tbody></table></div>\n");
    if (shown == 0) {
      out.append("<p class=\"none\">none</p>\n");
    } else if (shown < all) {
      out.append("<p class=\"none\">and " + Html.number(all - shown) + " more</p>\n");
    }
    out.append("</section>\n");
  }

  /** Returns the whole page, to be written as UTF-8. */
  String whole() {
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new BugException("page.css is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

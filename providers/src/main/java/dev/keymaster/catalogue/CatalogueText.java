package dev.keymaster.catalogue;

import dev.keymaster.model.BugException;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a catalogue file, cut into sections of one provider each and read only when asked
 * for. The grammar stands at the top of {@code builtin.catalogue}. What does not parse is our own
 * mistake, found by the tests.
 */
final class CatalogueText {
  private static final String PROVIDER = "provider ";

  private CatalogueText() {}

  /** Reads the file that stands beside this class. */
  static String builtin() {
    try (InputStream in = CatalogueText.class.getResourceAsStream("builtin.catalogue")) {
      if (in == null) {
        throw new BugException("builtin.catalogue is missing from the module");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BugException("builtin.catalogue cannot be read", e);
    }
  }

  /** Returns the sections in order, each beginning with the provider's name. */
  static List<String> sections(String text) {
    List<String> sections = new ArrayList<>();
    int start = text.indexOf("\n" + PROVIDER);
    while (start >= 0) {
      int next = text.indexOf("\n" + PROVIDER, start + 1);
      int end = next < 0 ? text.length() : next;
      sections.add(text.substring(start + 1 + PROVIDER.length(), end));
      start = next;
    }
    return sections;
  }

  /** Returns the provider's name of a section. */
  static String name(String section) {
    return section.substring(0, section.indexOf('\n'));
  }

  /** Returns the first variable of a section without reading the rest of it. */
  static String firstVariable(String section) {
    return first(section, "variable");
  }

  /** Returns the title of a section without reading the rest of it. */
  static String title(String section) {
    return first(section, "title");
  }

  static Provider parse(String section) {
    List<Variable> variables = new ArrayList<>();
    for (String line : all(section, "variable")) {
      variables.add(variable(line));
    }
    return new Provider(
        new ServiceName(name(section)),
        title(section),
        kinds(section),
        variables,
        first(section, "base"),
        all(section, "auth"),
        or(section, "admin-base"),
        all(section, all(section, "admin-auth").isEmpty() ? "auth" : "admin-auth"),
        call(section, "verify"),
        reading(section, ""),
        call(section, "verify-admin"),
        reading(section, "admin-"),
        all(section, "tls").contains("1.2"),
        all(section, "custom").isEmpty(),
        words(all(section, "does")),
        words(all(section, "order-needs")),
        words(all(section, "order-takes")),
        Duration.ofSeconds(Long.parseLong("0" + or(section, "settles"))),
        capability(section, "mint"),
        capability(section, "revoke"),
        capability(section, "usage"),
        or(section, "console"),
        first(section, "docs"),
        all(section, "unconfirmed"));
  }

  /** Returns the kinds of key of a section without reading the rest of it. */
  static List<KeyKind> kinds(String section) {
    ServiceName service = new ServiceName(name(section));
    List<KeyKind> kinds = new ArrayList<>();
    for (String line : all(section, "key")) {
      kinds.add(new KeyKind(service, line.split(" ", -1)));
    }
    return kinds;
  }

  private static Variable variable(String line) {
    String[] words = line.split(" ", -1);
    Variable.Role role =
        words.length < 2 ? Variable.Role.KEY : Variable.Role.valueOf(upper(words[1]));
    return new Variable(words[0], role, words.length < 3 ? "" : words[2]);
  }

  private static @Nullable Call call(String section, String field) {
    List<String> lines = all(section, field);
    if (lines.isEmpty()) {
      return null;
    }
    String line = lines.getFirst();
    int space = line.indexOf(' ');
    return new Call(line.substring(0, space), line.substring(space + 1));
  }

  private static @Nullable Reading reading(String section, String kind) {
    if (all(section, kind + "valid").isEmpty()) {
      return null;
    }
    List<Reading.Sign> signs = new ArrayList<>();
    for (String line : all(section, kind + "invalid")) {
      int space = line.indexOf(' ');
      signs.add(
          new Reading.Sign(
              Integer.parseInt(space < 0 ? line : line.substring(0, space)),
              space < 0 ? "" : line.substring(space + 1)));
    }
    return new Reading(first(section, kind + "valid"), or(section, kind + "account"), signs);
  }

  private static List<String> words(List<String> lines) {
    return lines.isEmpty() ? List.of() : List.of(lines.getFirst().split(" ", -1));
  }

  private static Capability capability(String section, String field) {
    String line = first(section, field);
    int space = line.indexOf(' ');
    return new Capability(line.startsWith("yes"), space < 0 ? "" : line.substring(space + 1));
  }

  private static String or(String section, String field) {
    List<String> lines = all(section, field);
    return lines.isEmpty() ? "" : lines.getFirst();
  }

  private static String first(String section, String field) {
    int start = find(section, field, 0);
    if (start < 0) {
      throw new BugException("provider " + name(section) + " lacks " + field);
    }
    return rest(section, start);
  }

  private static List<String> all(String section, String field) {
    List<String> lines = new ArrayList<>();
    for (int at = find(section, field, 0); at >= 0; at = find(section, field, at)) {
      lines.add(rest(section, at));
    }
    return lines;
  }

  /** Returns where the next line of that field has its content; -1 if there is none. */
  private static int find(String section, String field, int from) {
    int line = section.indexOf("\n" + field + " ", from);
    return line < 0 ? -1 : line + field.length() + 2;
  }

  private static String rest(String section, int start) {
    int end = section.indexOf('\n', start);
    return section.substring(start, end < 0 ? section.length() : end);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}

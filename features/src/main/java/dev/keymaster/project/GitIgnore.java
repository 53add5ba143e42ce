package dev.keymaster.project;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps files with keys in clear out of git: {@code .env} and its kin, and key files. */
public final class GitIgnore {
  private static final String NAME = ".gitignore";
  private static final String DOTENV = ".env";
  private static final String EXAMPLE = ".env.example";
  private static final String EVERY_DOTENV = ".env.*";
  private static final String BUT_THE_EXAMPLE = "!" + EXAMPLE;
  private static final List<String> GUARDS =
      List.of(DOTENV, EVERY_DOTENV, BUT_THE_EXAMPLE, "*.keymaster-key");

  private GitIgnore() {}

  /** Adds to {@code .gitignore} of that folder what is missing there; returns the lines added. */
  public static List<String> guard(Path folder) {
    return add(folder, missing(folder));
  }

  /** As {@link #guard(Path)}, for one file of the folder, whatever it is called. */
  static List<String> guard(Path folder, String name) {
    if (isDotenv(name)) {
      return guard(folder);
    }
    String line = "/" + name.replaceAll("[\\\\*?\\[ ]", "\\\\$0");
    String stored = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    boolean there = lines(folder).contains(stored);
    add(folder, there ? List.of() : List.of(stored));
    return there ? List.of() : List.of(line);
  }

  /** Tells whether a file of that name is one that the lines of {@link #guard(Path)} are about. */
  static boolean isDotenv(String name) {
    return name.equals(DOTENV) || (name.startsWith(DOTENV + ".") && !name.equals(EXAMPLE));
  }

  private static List<String> add(Path folder, List<String> missing) {
    if (!missing.isEmpty()) {
      byte[] bytes = appended(text(folder), missing).getBytes(StandardCharsets.ISO_8859_1);
      WholeFile.write(folder.resolve(NAME), bytes, WholeFile.COMMITTED);
    }
    return missing;
  }

  /** Returns the lines that {@link #guard(Path)} would add. */
  public static List<String> missing(Path folder) {
    return missing(lines(folder));
  }

  /** Returns its lines; none if there is no such file. */
  static List<String> lines(Path folder) {
    return text(folder).lines().map(String::stripTrailing).toList();
  }

  private static String text(Path folder) {
    byte[] bytes = WholeFile.read(folder.resolve(NAME)).orElse(new byte[0]);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** In git the last line that fits decides: the exception counts only below what it excepts. */
  private static List<String> missing(List<String> lines) {
    List<String> missing = new ArrayList<>(GUARDS);
    missing.removeAll(lines);
    boolean undone = lines.lastIndexOf(BUT_THE_EXAMPLE) < lines.lastIndexOf(EVERY_DOTENV);
    if ((undone || missing.contains(EVERY_DOTENV)) && !missing.contains(BUT_THE_EXAMPLE)) {
      missing.add(BUT_THE_EXAMPLE);
    }
    return missing;
  }

  private static String appended(String text, List<String> lines) {
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    StringBuilder all = new StringBuilder(text);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      all.append(end);
    }
    all.append(text.isEmpty() ? "" : end).append("# Keys in clear (keymaster init)").append(end);
    lines.forEach(line -> all.append(line).append(end));
    return all.toString();
  }
}

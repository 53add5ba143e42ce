package dev.keymaster.project;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps files with keys in clear out of git: {@code .env} and its kin, and key files. */
public final class GitIgnore {
  private static final String NAME = ".gitignore";
  private static final String EVERY_DOTENV = ".env.*";
  private static final String BUT_THE_EXAMPLE = "!.env.example";
  private static final List<String> GUARDS =
      List.of(".env", EVERY_DOTENV, BUT_THE_EXAMPLE, "*.keymaster-key");

  private GitIgnore() {}

  /** Adds to {@code .gitignore} of that folder what is missing there; returns the lines added. */
  public static List<String> guard(Path folder) {
    Path file = folder.resolve(NAME);
    String text = new String(WholeFile.read(file).orElse(new byte[0]), StandardCharsets.ISO_8859_1);
    List<String> missing = missing(text.lines().map(String::stripTrailing).toList());
    if (!missing.isEmpty()) {
      byte[] bytes = appended(text, missing).getBytes(StandardCharsets.ISO_8859_1);
      WholeFile.write(file, bytes, WholeFile.COMMITTED);
    }
    return missing;
  }

  /** Returns the lines that {@link #guard} would add. */
  public static List<String> missing(Path folder) {
    byte[] bytes = WholeFile.read(folder.resolve(NAME)).orElse(new byte[0]);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return missing(text.lines().map(String::stripTrailing).toList());
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

package dev.keymaster.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the sources of a project say about it: in which languages they are written, and which
 * environment variables they read by name. A look, no parser: what is computed is not seen, what
 * stands in a comment is.
 */
public final class UsedVariables {
  private static final int LEVELS = 8;
  private static final long LARGEST = 1 << 18;
  private static final long MOST_BYTES = 64L << 20;

  /** Folders that tools fill. */
  private static final Set<String> MADE =
      Set.of(
          "bower_components",
          "third_party",
          "site-packages",
          "__pycache__",
          "coverage",
          "Pods",
          "out",
          "bin",
          "obj",
          "env",
          ".next",
          ".nuxt",
          ".cache",
          ".gradle",
          ".tox");

  private static final Map<String, String> LANGUAGES =
      Map.ofEntries(
          Map.entry("js", "JavaScript"),
          Map.entry("mjs", "JavaScript"),
          Map.entry("cjs", "JavaScript"),
          Map.entry("jsx", "JavaScript"),
          Map.entry("ts", "TypeScript"),
          Map.entry("tsx", "TypeScript"),
          Map.entry("mts", "TypeScript"),
          Map.entry("vue", "JavaScript"),
          Map.entry("svelte", "JavaScript"),
          Map.entry("py", "Python"),
          Map.entry("rb", "Ruby"),
          Map.entry("go", "Go"),
          Map.entry("rs", "Rust"),
          Map.entry("java", "Java"),
          Map.entry("kt", "Kotlin"),
          Map.entry("scala", "Scala"),
          Map.entry("php", "PHP"),
          Map.entry("cs", "C#"),
          Map.entry("ex", "Elixir"),
          Map.entry("exs", "Elixir"),
          Map.entry("swift", "Swift"),
          Map.entry("c", "C"),
          Map.entry("cc", "C++"),
          Map.entry("cpp", "C++"),
          Map.entry("dart", "Dart"),
          Map.entry("lua", "Lua"));

  private static final String NAME = "([A-Z][A-Z0-9_]{1,127})";
  private static final Pattern READ =
      Pattern.compile(
          "(?:(?:process|import\\.meta|Bun)\\.env\\??\\.|(?:process\\.env|import\\.meta\\.env|Bun\\.env"
              + "|os\\.environ|environ|\\$_ENV|\\$_SERVER|\\bENV)(?:\\?\\.)?\\[\\s*[\"']"
              + "|(?:environ\\.get|\\b[gG]etenv|\\bLookupEnv|ENV\\.fetch|env::var(?:_os)?|\\b(?:option_)?env!"
              + "|GetEnvironmentVariable|env\\.get|get_env|fetch_env!?|\\bconfig|\\benv)\\(\\s*[\"'])"
              + NAME
              + "\\b");

  /**
   * Where a variable is read first.
   *
   * @param file relative to the folder
   * @param line from 1
   */
  public record Use(Path file, int line) {}

  private final Set<String> languages = new TreeSet<>();
  private final Map<String, Use> uses = new TreeMap<>();

  private UsedVariables() {}

  /** Looks through the sources of a folder: at most 20,000 files, 64 MiB, eight levels down. */
  public static UsedVariables under(Path folder) throws IOException {
    UsedVariables found = new UsedVariables();
    long bytes = 0;
    for (Path file : sources(folder)) {
      bytes += Files.size(file);
      if (bytes > MOST_BYTES) {
        break;
      }
      found.languages.add(LANGUAGES.getOrDefault(ending(BoundedWalk.name(file)), ""));
      found.read(folder.relativize(file), Files.readAllBytes(file));
    }
    return found;
  }

  private static List<Path> sources(Path folder) throws IOException {
    return BoundedWalk.files(folder, LEVELS, LARGEST, skipped(folder), UsedVariables::isSource);
  }

  /** Tells whether a file of that name is written in a language that is known here. */
  static boolean isSource(String name) {
    return LANGUAGES.containsKey(ending(name));
  }

  /** Folders that are not looked into, by name. */
  static Set<String> skipped(Path folder) {
    Set<String> skipped = new HashSet<>(MADE);
    skipped.addAll(ignored(folder));
    return skipped;
  }

  /** Folders that {@code .gitignore} names without patterns. */
  private static Set<String> ignored(Path folder) {
    return GitIgnore.lines(folder).stream()
        .filter(line -> line.matches("/?[^/*?\\[#!]+/?"))
        .map(line -> line.replace("/", ""))
        .collect(Collectors.toSet());
  }

  /** What follows the last dot of a name. */
  static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void read(Path file, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher found = READ.matcher(text);
    int line = 1;
    int counted = 0;
    while (found.find()) {
      line += (int) text.substring(counted, found.start()).chars().filter(c -> c == '\n').count();
      counted = found.start();
      uses.putIfAbsent(found.group(1), new Use(file, line));
    }
  }

  /** Returns the languages, by name. */
  public Set<String> languages() {
    return languages;
  }

  /** Returns where each variable is read, by its name. */
  public Map<String, Use> uses() {
    return uses;
  }
}

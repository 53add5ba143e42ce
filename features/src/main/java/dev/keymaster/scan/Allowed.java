package dev.keymaster.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@code .keymasterignore} says: paths as in {@code .gitignore}, and single findings as {@code
 * finding:ID}. Immutable and thread-safe.
 */
public final class Allowed {
  /** The name of the file. */
  public static final String FILE = ".keymasterignore";

  private static final String FINDING = "finding:";

  private final IgnoreRules paths;
  private final Set<String> findings;

  private Allowed(IgnoreRules paths, Set<String> findings) {
    this.paths = paths;
    this.findings = findings;
  }

  /** Reads the text of such a file. */
  public static Allowed of(String text) {
    List<String> paths = new ArrayList<>();
    Set<String> findings = new HashSet<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith(FINDING)) {
        findings.add(line.substring(FINDING.length()).split("\\s", 2)[0]);
      } else {
        paths.add(line);
      }
    }
    return new Allowed(IgnoreRules.of(paths), findings);
  }

  boolean has(String finding) {
    return findings.contains(finding);
  }

  /**
   * Tells whether a path is left out, by itself or by a folder above it.
   *
   * @param path from the folder of the file on, with slashes
   */
  public boolean leavesOut(String path) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (paths.says(path.substring(0, slash), true) == IgnoreRules.Verdict.IGNORED) {
        return true;
      }
    }
    return paths.says(path, false) == IgnoreRules.Verdict.IGNORED;
  }

  /** Returns what it says about single findings alone. */
  public Allowed withoutPaths() {
    return new Allowed(IgnoreRules.of(List.of()), findings);
  }
}

package dev.keymaster.ancestry;

import dev.keymaster.model.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The signatures of coding agents, read from {@code agents.signatures}. */
final class Agents {
  /** How an agent is told: by the name of a program or script, or by a part of its path. */
  private record Signature(String agent, boolean path, String text) {
    boolean fits(Entry entry) {
      if (path) {
        return entry.paths().stream().anyMatch(each -> slashes(each).contains(text));
      }
      return plain(entry.program().name()).equals(text)
          || plain(entry.program().script()).equals(text)
          || plain(entry.title()).equals(text);
    }

    private static String slashes(String path) {
      return path.toLowerCase(Locale.ROOT).replace('\\', '/');
    }

    private static String plain(String name) {
      return name.toLowerCase(Locale.ROOT).replaceFirst("\\.(exe|cmd|js|mjs|cjs|py)$", "");
    }
  }

  private final List<Signature> signatures;

  private Agents(List<Signature> signatures) {
    this.signatures = signatures;
  }

  /** Reads the file that stands beside this class. */
  static Agents known() {
    try (InputStream in = Agents.class.getResourceAsStream("agents.signatures")) {
      if (in == null) {
        throw new BugException("agents.signatures is missing from the module");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BugException("agents.signatures cannot be read", e);
    }
  }

  static Agents parse(String text) {
    List<Signature> signatures = new ArrayList<>();
    String agent = "";
    for (String line : text.split("\n", -1)) {
      String[] words = line.split("#", 2)[0].strip().split(" ", 2);
      switch (words[0]) {
        case "" -> {}
        case "agent" -> agent = words[1].strip();
        case "name" -> signatures.add(new Signature(agent, false, words[1].strip()));
        case "path" -> signatures.add(new Signature(agent, true, words[1].strip()));
        default -> throw new BugException("agents.signatures: " + line);
      }
    }
    return new Agents(List.copyOf(signatures));
  }

  /** Returns the nearest coding agent of a chain; empty if there is none. */
  String among(List<Entry> chain) {
    for (Entry entry : chain) {
      for (Signature signature : signatures) {
        if (signature.fits(entry)) {
          return signature.agent();
        }
      }
    }
    return "";
  }

  List<String> names() {
    return signatures.stream().map(Signature::agent).distinct().toList();
  }
}

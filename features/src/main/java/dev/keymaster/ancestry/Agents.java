package dev.keymaster.ancestry;

import dev.keymaster.model.BugException;
import dev.keymaster.model.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The signatures of coding agents, read from {@code agents.signatures}. */
final class Agents {
  /** How an agent is told: by the name of a program or script, or by a part of its path. */
  private record Signature(String agent, boolean path, String text) {
    boolean fits(Shown shown) {
      if (!path) {
        return shown.names().contains(text);
      }
      for (String each : shown.paths()) {
        if (each.contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What signatures look at, in the form that they are written in. */
  private record Shown(List<String> names, List<String> paths) {
    private static final Pattern ENDING = Pattern.compile("\\.(exe|cmd|js|mjs|cjs|py)$");

    static Shown of(Entry entry) {
      Origin.Program program = entry.program();
      List<String> names =
          List.of(plain(program.name()), plain(program.script()), plain(entry.title()));
      return new Shown(names, entry.paths().stream().map(Shown::slashes).toList());
    }

    private static String slashes(String path) {
      return path.toLowerCase(Locale.ROOT).replace('\\', '/');
    }

    private static String plain(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return lower.indexOf('.') < 0 ? lower : ENDING.matcher(lower).replaceFirst("");
    }
  }

  private final List<Signature> signatures;
  private final String last;

  private Agents(List<Signature> signatures, String last) {
    this.signatures = signatures;
    this.last = last;
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
    String last = "";
    for (String line : text.split("\n", -1)) {
      String[] words = line.split("#", 2)[0].strip().split(" ", 2);
      switch (words[0]) {
        case "" -> {}
        case "agent" -> agent = words[1].strip();
        case "last" -> {
          agent = words[1].strip();
          last = agent;
        }
        case "name" -> signatures.add(new Signature(agent, false, words[1].strip()));
        case "path" -> signatures.add(new Signature(agent, true, words[1].strip()));
        default -> throw new BugException("agents.signatures: " + line);
      }
    }
    return new Agents(List.copyOf(signatures), last);
  }

  /** Returns the nearest coding agent of a chain; empty if there is none. */
  String among(List<Entry> chain) {
    String found = "";
    for (Entry entry : chain) {
      Shown shown = Shown.of(entry);
      for (Signature signature : signatures) {
        if (signature.fits(shown)) {
          found = signature.agent();
          if (!found.equals(last)) {
            return found;
          }
        }
      }
    }
    return found;
  }

  List<String> names() {
    return signatures.stream().map(Signature::agent).distinct().toList();
  }
}

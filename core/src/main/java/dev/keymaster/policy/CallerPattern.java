package dev.keymaster.policy;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a line of a policy means. Only {@code stranger} and {@code uid:N} ever mean somebody who is
 * not the vault's owner.
 */
sealed interface CallerPattern {
  /** Tells whether it means this caller. */
  boolean matches(Caller caller, CallerKind kind);

  /** Everybody but strangers. */
  record Anyone() implements CallerPattern {
    @Override
    public boolean matches(Caller caller, CallerKind kind) {
      return kind != CallerKind.STRANGER;
    }

    @Override
    public String toString() {
      return "anyone";
    }
  }

  /** All of one kind. */
  record Kind(CallerKind wanted) implements CallerPattern {
    @Override
    public boolean matches(Caller caller, CallerKind kind) {
      return kind == wanted;
    }

    @Override
    public String toString() {
      return wanted.word();
    }
  }

  /** One coding agent. */
  record Agent(Glob name) implements CallerPattern {
    @Override
    public boolean matches(Caller caller, CallerKind kind) {
      return kind == CallerKind.AGENT && name.matches(caller.origin().agent());
    }

    @Override
    public String toString() {
      return "agent:" + name.pattern();
    }
  }

  /** Whatever a program of that name started, and itself. */
  record Program(Glob name) implements CallerPattern {
    @Override
    public boolean matches(Caller caller, CallerKind kind) {
      if (kind == CallerKind.STRANGER) {
        return false;
      }
      for (Origin.Program program : caller.origin().chain()) {
        if (name.matches(program.name()) || name.matches(program.script())) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return "program:" + name.pattern();
    }
  }

  /** The file that a hook names, to the letter: another one may lie beside it. */
  record ProgramFile(String path) implements CallerPattern {
    @Override
    public boolean matches(Caller caller, CallerKind kind) {
      return kind != CallerKind.STRANGER
          && caller.origin().chain().stream().anyMatch(program -> program.name().equals(path));
    }

    @Override
    public String toString() {
      return "program:" + path;
    }
  }

  /** A user of the system. */
  record User(long uid) implements CallerPattern {
    @Override
    public boolean matches(Caller caller, CallerKind kind) {
      return caller.uid() == uid;
    }

    @Override
    public String toString() {
      return "uid:" + uid;
    }
  }

  /** Reads one; null if it is none. */
  static @Nullable CallerPattern of(String word) {
    int colon = word.indexOf(':');
    return colon < 0 ? plain(word) : named(word.substring(0, colon), word.substring(colon + 1));
  }

  private static @Nullable CallerPattern plain(String word) {
    if (word.equals("anyone")) {
      return new Anyone();
    }
    for (CallerKind kind : CallerKind.values()) {
      if (kind.word().equals(word)) {
        return new Kind(kind);
      }
    }
    return null;
  }

  private static @Nullable CallerPattern named(String what, String name) {
    if (name.isEmpty()) {
      return null;
    }
    return switch (what) {
      case "agent" -> new Agent(new Glob(name));
      case "program" -> name.startsWith("/") ? file(name) : new Program(new Glob(name));
      case "uid" -> digits(name) ? new User(Long.parseLong(name)) : null;
      default -> null;
    };
  }

  private static @Nullable CallerPattern file(String path) {
    return path.contains("*") ? null : new ProgramFile(path);
  }

  private static boolean digits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() <= 10;
  }

  static boolean any(List<CallerPattern> patterns, Caller caller, CallerKind kind) {
    for (CallerPattern pattern : patterns) {
      if (pattern.matches(caller, kind)) {
        return true;
      }
    }
    return false;
  }
}

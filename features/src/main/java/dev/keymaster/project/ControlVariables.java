package dev.keymaster.project;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Environment variables that decide which code a program runs or whom it believes: {@code PATH},
 * {@code LD_PRELOAD}, {@code NODE_OPTIONS} … No key ever becomes one, whoever says so. The list is
 * data: {@code control.variables} beside this class.
 */
public final class ControlVariables {
  private static final ControlVariables BUILTIN = read();

  private final Set<String> names = new HashSet<>();
  private final List<String> prefixes = new ArrayList<>();

  private ControlVariables(BufferedReader lines) {
    lines
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> {
          if (line.endsWith("*")) {
            prefixes.add(line.substring(0, line.length() - 1));
          } else {
            names.add(line);
          }
        });
  }

  private static ControlVariables read() {
    InputStream in = ControlVariables.class.getResourceAsStream("control.variables");
    if (in == null) {
      throw new BugException("the list of control variables is missing");
    }
    try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return new ControlVariables(lines);
    } catch (IOException e) {
      throw new BugException("the list of control variables cannot be read", e);
    }
  }

  /** Tells whether it is one; capitals and small letters are the same here. */
  public static boolean contains(String variable) {
    String name = variable.toUpperCase(Locale.ROOT);
    return BUILTIN.names.contains(name) || BUILTIN.prefixes.stream().anyMatch(name::startsWith);
  }

  /** Returns the variable if a key may become it; else a USAGE failure that says why not. */
  public static String refuse(String variable) {
    if (contains(variable)) {
      throw KeymasterException.usage(
          "no key may become " + Printable.quote(variable) + ": it decides what programs do",
          "name another, such as MY_API_KEY (--variable, --as)");
    }
    return variable;
  }
}

package dev.keymaster.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The person's editor: a program and its arguments, as people set it; no shell. */
final class Editor {
  private Editor() {}

  /** Returns the command that opens a file. */
  static List<String> command(Session session, Path file) {
    Map<String, String> environment = session.world().environment();
    String visual = environment.getOrDefault("VISUAL", "");
    String set = visual.isEmpty() ? environment.getOrDefault("EDITOR", "vi") : visual;
    List<String> command = new ArrayList<>(List.of(set.strip().split(" +", -1)));
    command.add(file.toString());
    return command;
  }
}

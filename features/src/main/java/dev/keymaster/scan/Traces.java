package dev.keymaster.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where shells and coding agents keep what was typed, said and set. */
public final class Traces {
  private static final List<String> SHELLS =
      List.of(
          ".bash_history",
          ".zsh_history",
          ".zhistory",
          ".histfile",
          ".sh_history",
          ".ash_history",
          ".ksh_history",
          ".local/share/fish/fish_history",
          ".local/share/powershell/PSReadLine/ConsoleHost_history.txt",
          ".python_history",
          ".node_repl_history",
          ".psql_history",
          ".mysql_history",
          ".sqlite_history",
          ".rediscli_history",
          ".lesshst",
          ".viminfo");

  /** Below the home folder: Claude Code, Codex, Cursor, Gemini CLI, aider, Windsurf and others. */
  private static final List<String> AGENTS =
      List.of(
          ".claude",
          ".claude.json",
          ".config/claude",
          ".codex",
          ".cursor",
          ".config/Cursor/User",
          ".config/Cursor/logs",
          ".gemini",
          ".aider",
          ".aider.conf.yml",
          ".aider.chat.history.md",
          ".aider.input.history",
          ".codeium",
          ".config/Windsurf/User",
          ".continue",
          ".config/github-copilot",
          ".copilot",
          ".config/opencode",
          ".local/share/opencode",
          ".config/goose",
          ".local/share/goose",
          ".config/zed",
          ".config/io.datasette.llm",
          ".qwen",
          ".config/Code/User/globalStorage/saoudrizwan.claude-dev",
          ".config/Code/User/settings.json");

  /** Below the folder of a project. */
  private static final List<String> OF_PROJECTS =
      List.of(
          ".claude",
          ".mcp.json",
          ".codex",
          ".cursor",
          ".gemini",
          ".aider.conf.yml",
          ".aider.chat.history.md",
          ".aider.input.history",
          ".aider.llm.history",
          ".windsurf",
          ".continue",
          ".vscode");

  private Traces() {}

  /** Returns the histories of shells and of programs like them that are there. */
  public static List<Path> ofShells(Path home, Map<String, String> environment) {
    List<Path> all = new ArrayList<>(SHELLS.stream().map(home::resolve).toList());
    String named = environment.getOrDefault("HISTFILE", "");
    if (named.startsWith("/")) {
      all.add(Path.of(named));
    }
    return followed(all.stream());
  }

  /** Returns transcripts and settings of coding agents that are there. */
  public static List<Path> ofAgents(Path home, Path project) {
    List<Path> all = new ArrayList<>(followed(AGENTS.stream().map(home::resolve)));
    OF_PROJECTS.stream().map(project::resolve).filter(path -> Files.exists(path)).forEach(all::add);
    return all.stream().distinct().toList();
  }

  /** Links in the home folder are the person's own; those of a project may be anybody's. */
  private static List<Path> followed(Stream<Path> paths) {
    return paths.filter(path -> Files.exists(path)).map(Traces::real).distinct().toList();
  }

  private static Path real(Path path) {
    try {
      return Files.isSymbolicLink(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      return path; // what cannot be read is told when it is scanned
    }
  }
}

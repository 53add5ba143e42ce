package dev.keymaster.scan;

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
    return there(all.stream().distinct());
  }

  /** Returns transcripts and settings of coding agents that are there. */
  public static List<Path> ofAgents(Path home, Path project) {
    Stream<Path> own = AGENTS.stream().map(home::resolve);
    return there(Stream.concat(own, OF_PROJECTS.stream().map(project::resolve)).distinct());
  }

  private static List<Path> there(Stream<Path> paths) {
    return paths.filter(path -> Files.exists(path)).toList();
  }
}

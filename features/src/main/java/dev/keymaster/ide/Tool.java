package dev.keymaster.ide;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An editor or a coding agent: how it is noticed, and what its settings become. Names of settings
 * are those of the tools' own documentation.
 */
public enum Tool {
  VS_CODE(
      "vscode",
      "VS Code",
      "code,codium,code-server",
      ".config/Code,.config/VSCodium,.vscode,.vscode-server",
      ".vscode"),
  CURSOR("cursor", "Cursor", "cursor", ".config/Cursor,.cursor", ".cursor"),
  WINDSURF("windsurf", "Windsurf", "windsurf", ".config/Windsurf,.codeium/windsurf", ".windsurf"),
  JETBRAINS(
      "jetbrains",
      "JetBrains",
      "idea,pycharm,webstorm,goland,clion,rider,phpstorm",
      ".config/JetBrains",
      ".idea"),
  CLAUDE_CODE("claude-code", "Claude Code", "claude", ".claude", ".claude"),
  GEMINI("gemini", "Gemini CLI", "gemini", ".gemini", ".gemini"),
  AIDER(
      "aider",
      "aider",
      "aider",
      ".aider.conf.yml,.aider",
      ".aider.conf.yml,.aider.chat.history.md");

  private static final List<String> SECRET_FILES = List.of(".env", ".env.*", "!.env.example");
  private static final List<String> DENIED =
      List.of("Read(./.env)", "Read(./.env.*)", "Read(**/.env)", "Read(**/.env.*)");

  private final String word;
  private final String title;
  private final String programs;
  private final String inHome;
  private final String inProject;

  /** Names of files and programs with commas between them. */
  Tool(String word, String title, String programs, String inHome, String inProject) {
    this.word = word;
    this.title = title;
    this.programs = programs;
    this.inHome = inHome;
    this.inProject = inProject;
  }

  /** Returns the tool of that name. */
  public static Optional<Tool> named(String word) {
    return Stream.of(values()).filter(tool -> tool.word.equals(word)).findFirst();
  }

  /** Returns its name on the command line. */
  public String word() {
    return word;
  }

  /** Returns its name as people write it. */
  public String title() {
    return title;
  }

  /** Returns the programs that it is, any of them. */
  public List<String> programs() {
    return List.of(programs.split(",", -1));
  }

  /** Returns files of the home folder that it leaves. */
  public List<String> inHome() {
    return List.of(inHome.split(",", -1));
  }

  /** Returns files of a project that it leaves. */
  public List<String> inProject() {
    return List.of(inProject.split(",", -1));
  }

  /**
   * Returns what its settings become.
   *
   * @param shell the person's shell, absolute
   * @param system {@code linux} or {@code osx}, as the editors name it
   */
  public List<Change> changes(String shell, String system) {
    return switch (this) {
      case VS_CODE -> VsCode.changes(shell, system);
      case CURSOR -> and(VsCode.changes(shell, system), ignoring(".cursorignore"));
      case WINDSURF -> and(VsCode.changes(shell, system), ignoring(".codeiumignore"));
      case JETBRAINS -> and(JetBrains.changes(shell), ignoring(".aiignore"));
      case CLAUDE_CODE -> List.of(denying());
      case GEMINI -> List.of(ignoring(".geminiignore"));
      case AIDER -> List.of(ignoring(".aiderignore"));
    };
  }

  private static List<Change> and(List<Change> changes, Change another) {
    return Stream.concat(changes.stream(), Stream.of(another)).toList();
  }

  /** All of these read such a file as {@code .gitignore} is read. */
  private static Change ignoring(String path) {
    return new Change(path, text -> Marked.with(text, SECRET_FILES), Marked::without);
  }

  private static Change denying() {
    UnaryOperator<String> setup =
        text -> {
          Jsonc settings = Jsonc.of(text);
          for (String rule : DENIED) {
            settings = settings.withItem(Jsonc.quoted(rule), "permissions", "deny");
          }
          return settings.text();
        };
    UnaryOperator<String> removal =
        text -> {
          Jsonc settings = Jsonc.of(text);
          for (String rule : DENIED) {
            settings = settings.withoutItem(Jsonc.quoted(rule), "permissions", "deny");
          }
          return VsCode.orNothing(
              settings.without("[]", "permissions", "deny").without("{}", "permissions"));
        };
    return new Change(".claude/settings.json", setup, removal);
  }
}

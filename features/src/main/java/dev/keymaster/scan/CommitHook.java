package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Has git scan what is staged before each commit. Hooks of others stay and run as before: a shell
 * script gets a few lines between two marks, anything else is started by ours.
 */
public final class CommitHook {
  /** What runs the hooks of a repository. */
  public enum Kind {
    GIT,
    HUSKY,
    PRE_COMMIT
  }

  /**
   * What was done.
   *
   * @param kind by which means
   * @param file the file that has it now, or had it
   * @param changed whether anything was to be done
   */
  public record Done(Kind kind, Path file, boolean changed) {}

  private static final String OPENING = "# >>> keymaster scan";
  private static final String CLOSING = "# <<< keymaster scan";
  private static final String BLOCK =
      OPENING
          + "\n"
          + "if command -v keymaster >/dev/null 2>&1; then\n"
          + "  keymaster scan --staged || exit $?\n"
          + "else\n"
          + "  echo 'keymaster is not there: the commit was not scanned' >&2\n"
          + "fi\n"
          + CLOSING
          + "\n";
  private static final String NAME = "pre-commit";
  private static final String BEFORE = NAME + ".before-keymaster";
  private static final String CONFIGURATION = ".pre-commit-config.yaml";
  private static final String MODE = "rwxr-xr-x";

  private final Path top;

  /**
   * Of a repository.
   *
   * @param top the top folder of its work tree
   */
  public CommitHook(Path top) {
    this.top = top;
  }

  /** Installs it; a second time changes nothing. */
  public Done install() {
    return attempt(() -> {
      Kind kind = kind();
      Path file = file(kind);
      return switch (kind) {
        case PRE_COMMIT -> new Done(kind, file, addEntry(file));
        case HUSKY -> new Done(kind, file, addBlock(file));
        case GIT -> new Done(kind, running(file), addBlock(file));
      };
    });
  }

  /** Takes it away again. */
  public Done remove() {
    return attempt(() -> {
      Kind kind = kind();
      Path file = file(kind);
      if (!Files.exists(file)) {
        return new Done(kind, file, false);
      }
      String text = Files.readString(file);
      String left = without(text);
      Path before = file.resolveSibling(BEFORE);
      if (left.equals(text)) {
        return new Done(kind, file, false);
      } else if (Files.exists(before, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(before, file, StandardCopyOption.ATOMIC_MOVE);
      } else if (left.isBlank() || left.strip().equals("#!/bin/sh")) {
        Files.delete(file);
      } else {
        write(file, left);
      }
      return new Done(kind, file, true);
    });
  }

  private Kind kind() {
    if (Files.exists(top.resolve(CONFIGURATION))) {
      return Kind.PRE_COMMIT;
    }
    boolean husky = Files.isDirectory(top.resolve(".husky"), LinkOption.NOFOLLOW_LINKS);
    return husky ? Kind.HUSKY : Kind.GIT;
  }

  private Path file(Kind kind) throws IOException {
    return switch (kind) {
      case PRE_COMMIT -> top.resolve(CONFIGURATION);
      case HUSKY -> top.resolve(".husky").resolve(NAME);
      case GIT -> hooks().resolve(NAME);
    };
  }

  private Path hooks() throws IOException {
    Git git = new Git(top);
    String own = git.ask("config", "--type=path", "--get-all", "core.hooksPath").strip();
    String[] all = own.split("\n", -1); // the last one is what we ourselves switch hooks off with
    if (all.length > 1) {
      return top.resolve(all[all.length - 2]);
    }
    return top.resolve(git.ask("rev-parse", "--git-common-dir").strip()).resolve("hooks");
  }

  /** Git does not run what is not executable, and whoever switched it off meant that. */
  private static Path running(Path file) {
    if (Files.exists(file) && !Files.isExecutable(file)) {
      throw new KeymasterException(
          Code.CONFLICT,
          file + " is switched off: it is not executable",
          "chmod +x it, or delete it");
    }
    return file;
  }

  private static boolean addBlock(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      write(file, "#!/bin/sh\n" + BLOCK);
      return true;
    }
    Optional<String> text = script(file);
    if (text.isEmpty()) {
      Path before = file.resolveSibling(BEFORE);
      if (Files.exists(before, LinkOption.NOFOLLOW_LINKS)) {
        throw new KeymasterException(
            Code.CONFLICT, before + " is there already, and " + file + " too", "keep one of them");
      }
      Files.move(file, before, StandardCopyOption.ATOMIC_MOVE);
      write(file, "#!/bin/sh\n" + BLOCK + "exec \"$(dirname \"$0\")/" + BEFORE + "\" \"$@\"\n");
      return true;
    }
    if (text.get().contains(OPENING)) {
      return false;
    }
    write(file, afterFirstLine(text.get()));
    return true;
  }

  /** Before all else: a script may end anywhere. */
  private static String afterFirstLine(String text) {
    if (!text.startsWith("#!")) {
      return BLOCK + text;
    }
    int end = text.indexOf('\n');
    return end < 0
        ? text + "\n" + BLOCK
        : text.substring(0, end + 1) + BLOCK + text.substring(end + 1);
  }

  /** Returns the text of a script for a shell; empty for anything else. */
  private static Optional<String> script(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), UTF_8);
    String first = text.lines().findFirst().orElse("");
    boolean shell = !first.startsWith("#!") || first.matches("#!.*\\b(sh|bash|dash|zsh|ksh)\\b.*");
    return shell && text.indexOf('\0') < 0 && !Files.isSymbolicLink(file)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The framework's list gets an entry, indented as the one that comes first. */
  private static boolean addEntry(Path file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readString(file).lines().toList());
    if (lines.stream().anyMatch(line -> line.contains(OPENING))) {
      return false;
    }
    int repos = lines.indexOf("repos:");
    int first = repos + 1;
    while (first < lines.size() && !lines.get(first).stripLeading().startsWith("- ")) {
      first++;
    }
    if (repos < 0 || first == lines.size()) {
      throw new KeymasterException(
          Code.CONFLICT,
          file + " has no list of repos as usual",
          "add a local hook whose entry is: keymaster scan --staged");
    }
    String indent = lines.get(first).substring(0, lines.get(first).indexOf('-'));
    lines.addAll(first, entry().stream().map(indent::concat).toList());
    write(file, String.join("\n", lines) + "\n");
    return true;
  }

  private static List<String> entry() {
    return List.of(
        OPENING,
        "- repo: local",
        "  hooks:",
        "    - id: keymaster-scan",
        "      name: keymaster scan",
        "      entry: keymaster scan --staged",
        "      language: system",
        "      pass_filenames: false",
        "      always_run: true",
        CLOSING);
  }

  private static String without(String text) {
    StringBuilder left = new StringBuilder();
    boolean ours = false;
    for (String line : text.split("(?<=\n)", -1)) {
      ours |= line.strip().equals(OPENING);
      if (!ours) {
        left.append(line);
      }
      ours &= !line.strip().equals(CLOSING);
    }
    return left.toString();
  }

  private static void write(Path file, String text) {
    WholeFile.write(file, text.getBytes(UTF_8), MODE);
  }

  private interface Action {
    Done run() throws IOException;
  }

  private Done attempt(Action action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE, "the hook cannot be written: " + e.getMessage(), "ls -ld " + top, e);
    }
  }
}

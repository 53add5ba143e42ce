package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks git about one repository. Whatever its configuration would have git start is switched off:
 * it may be of somebody else's making.
 */
final class Git {
  private static final List<String> SAFE =
      List.of(
          "git",
          "--no-pager",
          "--no-optional-locks",
          "--no-replace-objects",
          "-c",
          "core.fsmonitor=false",
          "-c",
          "core.hooksPath=/dev/null",
          "-c",
          "log.showSignature=false");

  private final Path folder;

  Git(Path folder) {
    this.folder = folder;
  }

  /** Starts git; the caller ends it. */
  Process start(String... arguments) {
    List<String> command = new ArrayList<>(SAFE);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GIT_NO_LAZY_FETCH", "1");
    builder.environment().put("GIT_ALLOW_PROTOCOL", "none");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new KeymasterException(
          Code.FAILURE, "git cannot be started", "install git, or scan the files alone", e);
    }
  }

  /** Returns what git prints; empty if it fails. */
  String ask(String... arguments) throws IOException {
    return answer(arguments).orElse("");
  }

  /** As {@link #ask}, of what does not fail in a repository that is whole. */
  String demand(String... arguments) throws IOException {
    return answer(arguments).orElseThrow(() -> new IOException("git " + arguments[0] + " failed"));
  }

  private Optional<String> answer(String... arguments) throws IOException {
    Process git = start(arguments);
    git.getOutputStream().close();
    String answer = new String(git.getInputStream().readAllBytes(), UTF_8);
    return ended(git) ? Optional.of(answer) : Optional.empty();
  }

  /** Waits for the end; tells whether it is a good one. */
  static boolean ended(Process git) throws IOException {
    try {
      return git.waitFor() == 0;
    } catch (InterruptedException e) {
      git.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Returns the folder of the work tree, or of the repository if it has none. */
  Path top() throws IOException {
    String top = ask("rev-parse", "--show-toplevel").strip();
    String git = top.isEmpty() ? ask("rev-parse", "--absolute-git-dir").strip() : top;
    if (git.isEmpty()) {
      throw new KeymasterException(
          Code.NOT_FOUND,
          folder + " is in no git repository",
          "keymaster scan PATH looks through files");
    }
    return Path.of(git);
  }
}

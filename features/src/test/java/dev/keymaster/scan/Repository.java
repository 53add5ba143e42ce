package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository of the real git, for tests. */
record Repository(Path folder) {
  static Repository in(Path folder) {
    Repository made = new Repository(folder);
    made.git("init", "-q", "-b", "main");
    return made;
  }

  Repository write(String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Repository commit(String message) {
    git("add", "-A");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-qm", message);
    return this;
  }

  /** Runs git and returns what it prints. */
  String git(String... arguments) {
    return gitIn("", arguments);
  }

  String gitIn(String input, String... arguments) {
    try {
      List<String> command = new ArrayList<>(List.of("git"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().put("HOME", folder.toString());
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      Process git = builder.redirectErrorStream(true).start();
      git.getOutputStream().write(input.getBytes(UTF_8));
      git.getOutputStream().close();
      String answer = new String(git.getInputStream().readAllBytes(), UTF_8);
      git.waitFor();
      return answer;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

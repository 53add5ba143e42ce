package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdeVerbTests {
  private final FakeWorld world;
  private final Path folder;

  IdeVerbTests(@TempDir Path directory) {
    folder = directory;
    world = new FakeWorld(directory);
  }

  @BeforeEach
  void shell() {
    world.environment.put("SHELL", "/bin/zsh");
    world.environment.put("HOME", folder.resolve("ada").toString());
  }

  private void make(String name) throws IOException {
    Files.createDirectories(folder.resolve(name));
  }

  @Test
  void A6_what_is_used_here_is_listed() throws IOException {
    assertThat(world.run("ide", "detect")).isZero();
    assertThat(world.stderr()).contains("no editor and no coding agent that is known was found");
    make(".vscode");
    make("ada/.claude");
    assertThat(world.run("ide", "detect")).isZero();
    assertThat(world.stdout())
        .containsPattern("vscode +VS Code +no +\\.vscode")
        .containsPattern("claude-code +Claude Code +no +~/\\.claude")
        .doesNotContain("cursor");
    assertThat(world.run("ide", "setup")).isZero();
    assertThat(world.run("ide", "detect", "--json")).isZero();
    assertThat(world.stdout()).contains("\"set_up\": true").doesNotContain("\"set_up\": false");
  }

  @Test
  void A6_settings_are_written_without_a_value_and_taken_away_again() throws IOException {
    world.engine.with("dev", "openai", "openai", "sk-canary-0123");
    Path settings = folder.resolve(".vscode/settings.json");
    make(".vscode");
    Files.writeString(settings, "{\n  \"a\": 1 // mine\n}\n");
    assertThat(world.run("ide", "setup", "vscode", "claude-code", "--dry-run")).isZero();
    assertThat(world.stderr()).contains("would change .claude/settings.json (Claude Code)");
    assertThat(folder.resolve(".claude")).doesNotExist();
    assertThat(world.run("ide", "setup", "vscode", "claude-code")).isZero();
    assertThat(Files.readString(settings))
        .contains("\"a\": 1,", "// mine", "\"args\": [\"run\", \"--\", \"/bin/zsh\"]");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).doesNotContain("sk-canary");
      }
    }
    assertThat(world.run("ide", "setup", "vscode", "claude-code")).isZero();
    assertThat(world.stderr()).contains("VS Code: nothing to change");
    assertThat(world.run("ide", "setup", "vscode", "claude-code", "--remove")).isZero();
    assertThat(Files.readString(settings)).contains("\"a\": 1").doesNotContain("keymaster");
    assertThat(folder.resolve(".claude/settings.json")).doesNotExist();
    assertThat(folder.resolve(".vscode/tasks.json")).doesNotExist();
  }

  @Test
  void A6_links_in_a_project_of_somebody_else_lead_nowhere() throws IOException {
    make("ada");
    make("project/.vscode");
    Path victim = Files.writeString(folder.resolve("ada/.bashrc"), "mine\n");
    Path project = folder.resolve("project");
    FakeWorld world = new FakeWorld(project);
    Files.createSymbolicLink(project.resolve(".aiderignore.keymaster-new"), victim);
    Files.writeString(project.resolve(".aiderignore"), "theirs\n");
    assertThat(world.run("ide", "setup", "aider")).isZero();
    Files.createSymbolicLink(project.resolve(".geminiignore"), victim);
    assertThat(world.run("ide", "setup", "gemini")).isEqualTo(2);
    assertThat(world.stderr()).contains(".geminiignore is a symbolic link");
    Files.createSymbolicLink(project.resolve(".claude"), folder.resolve("ada"));
    assertThat(world.run("ide", "setup", "claude-code")).isEqualTo(2);
    assertThat(world.stderr()).contains(".claude/settings.json is outside of this project");
    Files.createSymbolicLink(project.resolve(".vscode/settings.json"), Path.of("/dev/zero"));
    assertThat(world.run("ide", "setup", "vscode")).isEqualTo(2);
    assertThat(world.stderr()).contains("not a regular file");
    assertThat(victim).hasContent("mine\n");
    assertThat(folder.resolve("ada/settings.json")).doesNotExist();
  }

  @Test
  void A6_what_cannot_be_merged_is_refused_with_its_line() throws IOException {
    make(".vscode");
    Files.writeString(folder.resolve(".vscode/settings.json"), "{\n  broken\n}\n");
    assertThat(world.run("ide", "setup", "vscode")).isEqualTo(2);
    assertThat(world.stderr())
        .contains(".vscode/settings.json: it is no JSON object")
        .contains("line 2");
    assertThat(world.run("ide", "setup", "emacs")).isEqualTo(2);
    assertThat(world.stderr()).contains("one of: vscode, cursor");
    assertThat(world.run("ide", "setup", "aider")).isZero();
    assertThat(Files.readString(folder.resolve(".aiderignore"))).contains(".env\n");
  }
}

package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitIgnoreTests {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve(".gitignore");
  }

  @Test
  void missing_file_is_made() {
    assertThat(GitIgnore.guard(folder))
        .containsExactly(".env", ".env.*", "!.env.example", "*.keymaster-key");
    assertThat(file)
        .hasContent(
            "# Keys in clear (keymaster init)\n.env\n.env.*\n!.env.example\n*.keymaster-key\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "target/\n",
        "target/",
        "a\r\nb\r\n",
        ".env\n",
        "!.env.example\n",
        "\n\n",
        "\u00e9\n"
      })
  void guarding_twice_changes_nothing_and_keeps_what_was_there(String before) throws IOException {
    Files.writeString(file, before);
    GitIgnore.guard(folder);
    byte[] once = Files.readAllBytes(file);
    assertThat(GitIgnore.guard(folder)).isEmpty();
    assertThat(Files.readAllBytes(file)).isEqualTo(once);
    assertThat(Files.readString(file)).startsWith(before);
  }

  @Test
  void line_ends_of_the_file_are_used() throws IOException {
    Files.writeString(file, "a\r\nb");
    GitIgnore.guard(folder);
    assertThat(Files.readString(file).replace("\r\n", ""))
        .doesNotContain("\n")
        .doesNotContain("\r");
  }

  @Test
  void exception_above_its_rule_is_repeated_below() throws IOException {
    Files.writeString(file, "!.env.example\n.env\n.env.*\n*.keymaster-key\n");
    assertThat(GitIgnore.guard(folder)).isEqualTo(List.of("!.env.example"));
  }

  @ParameterizedTest
  @CsvSource({
    ".env, true",
    ".env.local, true",
    "sub/.env.prod, true",
    "ci.keymaster-key, true",
    ".env.example, false",
    "main.py, false"
  })
  void git_sees_it_that_way(String path, boolean ignored) throws Exception {
    GitIgnore.guard(folder);
    git("init", "-q");
    assertThat(git("check-ignore", "-q", path)).isEqualTo(ignored ? 0 : 1);
  }

  private int git(String... words) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("git", "-C", folder.toString());
    builder.command().addAll(List.of(words));
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    return builder.inheritIO().start().waitFor();
  }

  @Test
  void link_is_refused() throws IOException {
    Files.createSymbolicLink(file, Files.createFile(folder.resolve("other")));
    assertThatThrownBy(() -> GitIgnore.guard(folder))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("is a symbolic link");
  }
}

package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RevealsSecret("tests compare bytes")
class DotenvFileTests {
  @TempDir Path folder;

  private Path path() {
    return folder.resolve(".env");
  }

  private DotenvFile.Written write(String... variablesAndValues) {
    List<DotenvFile.Line> lines = new ArrayList<>();
    for (int i = 0; i < variablesAndValues.length; i += 2) {
      Secret value = Secret.copyOf(variablesAndValues[i + 1].getBytes(UTF_8));
      lines.add(new DotenvFile.Line(variablesAndValues[i], "km://dev/k" + i + "#1", value));
    }
    return new DotenvFile(path()).write(lines);
  }

  @Test
  void A5_only_the_block_changes_and_nobody_else_can_read_it() throws IOException {
    String others = "# mine\r\nPORT=80\n\nexport DEBUG='a\nb' # why";
    Files.writeString(path(), others);
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
    write("A_KEY", "sk-canary-1", "B_KEY", "two words");
    assertThat(path())
        .content()
        .isEqualTo(
            others
                + "\n# >>> keymaster: dotenv write replaces what stands between these lines\n"
                + "# km://dev/k0#1\nA_KEY=sk-canary-1\n# km://dev/k2#1\nB_KEY='two words'\n"
                + "# <<< keymaster\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    Files.writeString(path(), Files.readString(path()) + "AFTER=1\n");
    write("A_KEY", "sk-canary-2");
    assertThat(path())
        .content()
        .startsWith(others + "\n# >>>")
        .contains("A_KEY=sk-canary-2\n# <<< keymaster\nAFTER=1\n")
        .doesNotContain("B_KEY", "sk-canary-1");
    assertThat(new DotenvFile(path()).origins())
        .containsExactly(Map.entry("A_KEY", "km://dev/k0#1"));
  }

  @Test
  void A5_values_of_any_content_survive_in_shells_and_in_our_own_reader() throws Exception {
    List<String> values = NaughtyStrings.all();
    values.addAll(
        List.of("it's \"$HOME\" `id` \\n ${X}", "a\nb\n", "\r\n", "x\\", "-", "a=b #c", "'"));
    String[] lines = new String[2 * values.size()];
    for (int i = 0; i < values.size(); i++) {
      lines[2 * i] = "V" + i;
      lines[2 * i + 1] = values.get(i);
    }
    write(lines);
    byte[] bytes = Files.readAllBytes(path());
    try (Dotenv dotenv = Dotenv.parse(bytes, ".env")) {
      for (int i = 0; i < values.size(); i++) {
        assertThat(new String(dotenv.entries().get(i).value().reveal(), UTF_8))
            .isEqualTo(values.get(i));
      }
    }
    for (String shell : List.of("sh", "bash", "zsh")) {
      assertThat(shown(shell, values.size())).as(shell).containsExactlyElementsOf(values);
    }
  }

  /** What a shell has in the variables after it has read the file. */
  private List<String> shown(String shell, int count) throws Exception {
    String script =
        ". ./.env; i=0; while [ $i -lt "
            + count
            + " ]; do eval \"printf '%s\\\\0' \\\"\\$V$i\\\"\"; i=$((i+1)); done";
    Process process =
        new ProcessBuilder(shell, "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String all = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    return List.of(all.split("\0", -1)).subList(0, count);
  }

  @Test
  void what_programs_read_in_different_ways_is_told() {
    assertThat(write("A", "plain", "B", "sp ace", "C", "it's", "D", "a\nb").ambiguous()).isEmpty();
    assertThat(write("A", "it's $5", "B", "back\\slash", "C", "a\rb", "D", "${X}").ambiguous())
        .containsExactly("A", "B", "C", "D");
  }

  @Test
  void a_variable_outside_of_the_block_is_told() throws IOException {
    Files.writeString(path(), "A_KEY=old\nOTHER=1\n");
    assertThat(write("A_KEY", "new", "B", "x").shadowed()).containsExactly("A_KEY");
    Files.writeString(path(), "this is no assignment\n");
    assertThat(write("A_KEY", "new").shadowed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# >>> keymaster\nA=1\n",
        "A=1\n# <<< keymaster\n",
        "# >>> keymaster\n# >>> keymaster\n# <<< keymaster\n",
      })
  void half_a_block_is_refused_and_nothing_changes(String content) throws IOException {
    Files.writeString(path(), content);
    assertThatThrownBy(() -> write("A", "sk-canary-3"))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("line ");
    assertThat(path()).content().isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {".env.example", "env", "secrets.txt", ".environment"})
  void names_that_git_would_take_are_refused(String name) {
    assertThatThrownBy(() -> new DotenvFile(folder.resolve(name)))
        .isInstanceOf(KeymasterException.class);
  }

  @Test
  void a_link_in_its_place_is_refused() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "");
    Files.createSymbolicLink(path(), elsewhere);
    assertThatThrownBy(() -> write("A", "sk-canary-4")).hasMessageContaining("symbolic link");
    assertThat(elsewhere).isEmptyFile();
  }
}

package dev.keymaster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole program in one process, on a real vault. */
final class RehearsalTests {
  @TempDir Path folder;

  @Test
  void the_usual_commands_work_on_a_real_vault() throws IOException {
    Path home = folder.resolve("home");
    String said = Rehearsal.rehearse(home);
    assertThat(said)
        .contains(
            "vault init --key-file ~/rehearsal.key: 0\n",
            "rehearsed-valueget openai: 0\n",
            "openai\nls: 0\n",
            "\"schema\": \"keymaster/keys/1\"",
            "edit openai --note rehearsed: 0\n",
            "run --no-masking --only openai -- ~/no-program: ",
            "get no-such-key: 3\n",
            "no-such-verb: 2\n")
        .doesNotContain("something is wrong inside");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data"))))
        .isEqualTo("rwx------");
  }

  @Test
  void without_a_home_nothing_is_done() throws IOException {
    Rehearsal.main(new String[0]);
    assertThat(folder).isEmptyDirectory();
  }
}

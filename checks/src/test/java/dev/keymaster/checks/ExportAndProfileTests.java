package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C2, C5: what the real program writes for another vault, and what it hands out by profile. */
final class ExportAndProfileTests {
  private static final String FIRST = "sk-canary-e1";
  private static final String SECOND = "sk-canary-e2 é";

  private final Path folder;

  ExportAndProfileTests(@TempDir Path folder) {
    this.folder = folder;
  }

  private KeymasterProcess vault(String name) throws IOException {
    Path home = Files.createDirectory(folder.resolve(name));
    KeymasterProcess keymaster = KeymasterProcess.in(home);
    keymaster.run("vault", "init", "--key-file", home.resolve("key").toString()).succeeds();
    return keymaster;
  }

  @Test
  void C5_C2_a_whole_vault_goes_to_another_one_and_its_profile_works_there() throws IOException {
    KeymasterProcess from = vault("from");
    from.withInput(FIRST).run("add", "openai", "--stdin").succeeds();
    from.withInput(SECOND).run("edit", "openai", "--value", "--stdin").succeeds();
    from.run("profile", "create", "research").succeeds();
    from.run("profile", "add-key", "research", "openai", "--as", "MY_KEY").succeeds();
    Path phrase = Files.writeString(folder.resolve("phrase"), "canary four random words\n");
    Files.setPosixFilePermissions(phrase, PosixFilePermissions.fromString("rw-------"));
    String file = folder.resolve("all.json.age").toString();
    from.run("export", file, "--new-passphrase-file", phrase.toString()).succeeds();
    assertThat(Files.readAllBytes(Path.of(file)))
        .startsWith("age-encryption.org/v1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file))))
        .isEqualTo("rw-------");

    KeymasterProcess to = vault("to");
    to.run("import", file, "--file-passphrase-file", phrase.toString()).succeeds();
    assertThat(to.run("get", "openai").succeeds().text()).isEqualTo(SECOND);
    assertThat(to.run("get", "openai#1").succeeds().text()).isEqualTo(FIRST);
    String[] sees = {"sh", "-c", "test \"$MY_KEY\" = \"$1\" && test -z \"$OPENAI_API_KEY\"", "-"};
    to.run("run", "--profile", "research", "--", sees[0], sees[1], sees[2], sees[3], SECOND)
        .succeeds();
    assertThat(to.run("profile", "load", "research", "--export", "--shell", "sh").succeeds().text())
        .isEqualTo("export MY_KEY='" + SECOND + "'\n");
    to.run("import", file, "--file-passphrase-file", phrase.toString()).succeeds();
    assertThat(to.run("history", "openai", "--json").succeeds().text())
        .contains("\"number\": 2")
        .doesNotContain("\"number\": 3");
  }

  @Test
  void C5_nothing_that_is_there_is_overwritten_and_nobody_is_asked_in_a_script()
      throws IOException {
    KeymasterProcess keymaster = vault("mine");
    keymaster.withInput(FIRST).run("add", "openai", "--stdin").succeeds();
    Path there = Files.writeString(folder.resolve("there.env"), "mine\n");
    assertThat(keymaster.run("export", there.toString(), "--plain").exits(6).errors())
        .contains("there.env")
        .doesNotContain(FIRST);
    assertThat(there).hasContent("mine\n");
    KeymasterProcess.Outcome none = keymaster.run("export", "x.json.age").refuses(4);
    assertThat(none.errors()).contains("passphrase");
  }
}

package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies elsewhere, and what it shows about the log: checkpoints, and a code on paper. */
final class AnchorTests {
  private final Path folder;

  AnchorTests(@TempDir Path folder) {
    this.folder = folder;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (!Files.isDirectory(file)) {
          Files.createDirectories(copy.getParent());
          Files.copy(
              file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  @Test
  void SG27_SP8_a_log_that_was_cut_off_together_with_this_machines_memory_is_found_by_an_anchor()
      throws IOException {
    Path runtime = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    KeymasterProcess off = KeymasterProcess.in(folder).with("XDG_RUNTIME_DIR", runtime.toString());
    KeymasterProcess keymaster = off.without("KEYMASTER_AGENT");
    off.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    off.withInput("sk-canary-a2c40").run("add", "openai", "--stdin").succeeds();
    String anchor = folder.resolve("anchor").toString();
    off.run("config", "set", "audit.anchor_file", anchor).succeeds();
    off.run("config", "set", "audit.anchor_command", "/bin/false").succeeds();
    Path home = folder.resolve("home");
    copy(home, folder.resolve("earlier"));

    keymaster.run("unlock").succeeds();
    keymaster.run("get", "openai").succeeds();
    keymaster.run("lock").succeeds();
    off.run("audit", "verify", "--anchor", anchor).succeeds();
    assertThat(off.run("doctor").text())
        .containsPattern("ok +anchors +file .*anchor has [0-9]+ events")
        .containsPattern("warn +anchors +command /bin/false has nothing");

    for (String gone : List.of("data/vault.db-wal", "data/vault.db-shm")) {
      Files.deleteIfExists(home.resolve(gone));
    }
    copy(folder.resolve("earlier"), home);
    off.run("audit", "verify").succeeds();
    assertThat(off.run("audit", "verify", "--anchor", anchor).exits(9).text())
        .contains("the log ends at event ", "first bad event: ");
  }

  @Test
  void SD20_a_recovery_code_shows_that_no_event_since_was_made_anew() {
    KeymasterProcess off = KeymasterProcess.in(folder);
    String key = folder.resolve("key").toString();
    String code =
        off.run("vault", "init", "--key-file", key, "--recovery-code").succeeds().text().strip();
    off.withInput("sk-canary-a2c41").run("add", "openai", "--stdin").succeeds();
    off.run("get", "openai").succeeds();
    assertThat(
            off.terminal()
                .await("Recovery code (slot")
                .type(code + "\n")
                .run("audit", "verify", "--recovery-code")
                .succeeds()
                .errors())
        .contains("all as it was recorded", "events from number 0 on made in their time")
        .doesNotContain(code);
    String typo = code.substring(1) + code.charAt(0);
    assertThat(
            off.terminal()
                .await("Recovery code (slot")
                .type(typo + "\n")
                .run("audit", "verify", "--recovery-code")
                .exits(4)
                .errors())
        .doesNotContain("made in their time");
    assertThat(off.run("audit", "verify", "--recovery-code").exits(4).errors())
        .contains("nobody here to ask for: Recovery code");
  }
}

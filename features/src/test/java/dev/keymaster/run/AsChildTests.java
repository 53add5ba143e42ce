package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AsChildTests {
  private static final String CANARY = "sk-canary-7766554433221100";

  @TempDir Path folder;
  private final Runner runner =
      new AsChild(Map.of("PATH", "/usr/bin:/bin", "KEYMASTER_MASTER_KEY", "x", "KEEP", "kept"));

  private static Launch launch(Secret key, String... command) {
    return new Launch(List.of(command), Map.of("A_KEY", key));
  }

  private Outcome run(String... command) {
    try (Secret key = Secret.taking(CANARY.getBytes(StandardCharsets.UTF_8))) {
      return runner.run(launch(key, command));
    }
  }

  @Test
  void exit_codes_come_back() {
    assertThat(run("true")).isEqualTo(new Outcome.Ended(0));
    assertThat(run("sh", "-c", "exit 77")).isEqualTo(new Outcome.Ended(77));
    assertThat(run("sh", "-c", "kill -USR1 $$")).isEqualTo(new Outcome.Ended(128 + 10));
  }

  @Test
  void environment_is_the_persons_with_the_key() {
    Path seen = folder.resolve("seen");
    assertThat(run("sh", "-c", "env > \"$0\"", seen.toString()).exitCode()).isZero();
    assertThat(seen)
        .content()
        .contains("A_KEY=" + CANARY + "\n")
        .contains("KEEP=kept\n")
        .doesNotContain("KEYMASTER_MASTER_KEY")
        .doesNotContain("JAVA_HOME");
  }

  @Test
  void what_cannot_be_started_is_told_apart() throws Exception {
    assertThat(run("no-such-program-here").exitCode()).isEqualTo(127);
    Path orphan = Files.writeString(folder.resolve("orphan"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(orphan, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(run(orphan.toString()).exitCode()).isEqualTo(126);
  }

  @Test
  void value_that_the_locale_cannot_carry_is_refused_and_not_changed() {
    try (Secret key = Secret.taking(new byte[] {'a', (byte) 0xff, (byte) 0xc3})) {
      assertThatThrownBy(() -> runner.run(launch(key, "true")))
          .isInstanceOf(KeymasterException.class)
          .hasMessage("the value for A_KEY cannot be written in this locale");
    }
  }

  @Test
  void interrupting_ends_the_child() throws Exception {
    Path ready = folder.resolve("ready");
    Thread thread =
        new Thread(() -> run("sh", "-c", "echo > \"$0\"; exec sleep 60", ready.toString()));
    thread.start();
    while (!Files.exists(ready)) {
      Thread.sleep(10);
    }
    thread.interrupt();
    thread.join();
    assertThat(thread.isAlive()).isFalse();
  }
}

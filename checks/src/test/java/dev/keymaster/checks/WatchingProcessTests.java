package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** dotenv mount and run --watch as processes that are told to end. */
@Timeout(120)
final class WatchingProcessTests {
  @TempDir Path folder;
  private KeymasterProcess keymaster;
  private Path project;

  @BeforeEach
  void a_project() throws IOException {
    keymaster = KeymasterProcess.in(folder);
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput("sk-canary-60c1").run("add", "openai", "--stdin").succeeds();
    project = Files.createDirectories(folder.resolve("project"));
    keymaster = keymaster.at(project);
    keymaster.run("init").succeeds();
    keymaster.run("use", "openai").succeeds();
  }

  private static void await(Path file) throws InterruptedException {
    while (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Thread.sleep(20);
    }
  }

  private static void await(Path file, String text) throws Exception {
    await(file);
    while (!Files.readString(file).contains(text)) {
      Thread.sleep(20);
    }
  }

  @Test
  void A5_a_mounted_file_serves_readers_and_is_gone_with_its_process() throws Exception {
    Path dotenv = project.resolve(".env");
    Process mount = keymaster.start("dotenv", "mount");
    await(dotenv);
    for (int i = 0; i < 3; i++) {
      assertThat(keymaster.runCommand(List.of("cat", ".env")).succeeds().text())
          .isEqualTo("# km://dev/openai#1\nOPENAI_API_KEY=sk-canary-60c1\n");
    }
    assertThat(keymaster.runCommand(List.of("stat", "-c", "%F %a", ".env")).succeeds().text())
        .isEqualTo("fifo 600\n");
    keymaster.run("dotenv", "mount").refuses(6);
    mount.destroy();
    assertThat(mount.waitFor()).isEqualTo(143);
    try (var left = Files.list(project)) {
      assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactly("keymaster.yaml");
    }
    String log = keymaster.run("audit", "--json").succeeds().text();
    assertThat(log.split("\"dotenv mount\"", -1)).hasSize(4);
  }

  @Test
  void A5_a_program_is_told_to_end_before_it_starts_again() throws Exception {
    Path said = folder.resolve("said");
    String script =
        "trap 'echo told >>"
            + said
            + "; exit 0' TERM; echo \"${#OPENAI_API_KEY} characters\" >>"
            + said
            + "; while :; do sleep 0.05; done";
    Process run = keymaster.start("run", "--watch", "--", "sh", "-c", script);
    await(said, "14 characters\n");
    Files.writeString(project.resolve("app.py"), "1");
    await(said, "14 characters\ntold\n14 characters\n");
    assertThat(run.toHandle().destroy()).isTrue();
    assertThat(run.waitFor()).isEqualTo(143);
    await(said, "told\n14 characters\ntold\n");
    assertThat(new String(run.getErrorStream().readAllBytes(), UTF_8))
        .isEqualTo("keymaster: app.py changed: started again\n");
  }
}

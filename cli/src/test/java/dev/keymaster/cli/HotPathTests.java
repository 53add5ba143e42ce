package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hot verbs load no framework and behave as if they went the long way. */
class HotPathTests {
  private final Path directory;

  HotPathTests(@TempDir Path directory) {
    this.directory = directory;
  }

  /** What a fresh JVM runs: the arguments against a fake world. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      FakeWorld world = new FakeWorld(Path.of("").toAbsolutePath());
      world.engine.with("dev", "openai", "openai", "sk-canary-1");
      System.exit(world.run(arguments));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get openai --env dev",
        "ls --plain",
        "list --all",
        "show openai",
        "run --only openai -- true",
        "__complete",
        "__hook bash",
        "--help",
        "--version",
      })
  void hot_verbs_load_neither_picocli_nor_yaml(String arguments) throws Exception {
    List<String> loaded = classesLoadedBy(arguments);
    assertThat(loaded).anyMatch(name -> name.contains("dev.keymaster.cli.Keymaster"));
    assertThat(loaded).noneMatch(name -> name.contains("picocli.") || name.contains("snakeyaml"));
  }

  @Test
  void cold_verbs_do_load_picocli_so_the_look_is_a_real_one() throws Exception {
    assertThat(classesLoadedBy("history openai")).anyMatch(name -> name.contains("picocli."));
  }

  private List<String> classesLoadedBy(String arguments) throws Exception {
    Path log = directory.resolve("classes");
    String path =
        System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("java.class.path")
            + File.pathSeparator
            + "target/test-classes";
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load=info:file=" + log,
                "-cp",
                path,
                Program.class.getName()));
    command.addAll(List.of(arguments.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return Files.readAllLines(log);
  }

  /** The same arguments, once plain and once with a flag that only the long way knows. */
  @ParameterizedTest
  @CsvSource({
    "get openai",
    "get openai --env=prod",
    "get --env prod openai",
    "get nope",
    "get",
    "get a b",
    "get openai --env",
    "get openai --env dev --env prod",
    "get openai --no-input --no-input",
    "get /x",
    "ls",
    "ls --all --service openai",
    "ls --service",
    "ls x",
    "list --tag t --plain",
    "show openai",
    "show openai#1",
    "run --only openai -- true",
    "run --only",
    "run -- ",
  })
  void short_and_long_way_agree(String arguments) {
    String[] plain = arguments.split(" ");
    List<String> slow = new ArrayList<>(List.of(plain));
    slow.addFirst("--debug"); // options before the verb go the long way
    FakeWorld one = world("one");
    FakeWorld two = world("two");
    assertThat(one.run(plain)).isEqualTo(two.run(slow.toArray(String[]::new)));
    assertThat(one.stdout()).isEqualTo(two.stdout());
    assertThat(two.stderr().replaceAll("details: .*\n", "")).isEqualTo(one.stderr());
    assertThat(one.injected).isEqualTo(two.injected);
  }

  private FakeWorld world(String folder) {
    FakeWorld world = new FakeWorld(directory.resolve(folder));
    world.engine.with("dev", "openai", "openai", "sk-canary-dev");
    world.engine.with("prod", "openai", "openai", "sk-canary-prod");
    return world;
  }
}

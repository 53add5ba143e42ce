package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image against bent surroundings: its cache, its environment, its place. */
final class ImageTests {
  private static final String VERSION = "keymaster 0.1.0\n";

  @TempDir Path folder;
  private Path image;
  private KeymasterProcess copy;

  @BeforeEach
  void copied_image() {
    image = folder.resolve("image");
    KeymasterProcess keymaster = KeymasterProcess.in(folder);
    keymaster.runCommand(List.of("cp", "-a", House.IMAGE.toString(), image.toString())).succeeds();
    copy = keymaster.through(image.resolve("bin/keymaster"));
  }

  private void prints_its_version_and_nothing_else() {
    KeymasterProcess.Outcome outcome = copy.run("--version").succeeds();
    assertThat(outcome.text()).isEqualTo(VERSION);
    assertThat(outcome.errors()).isEmpty();
  }

  private Path cache() throws IOException {
    try (Stream<Path> caches = Files.list(image.resolve("aot"))) {
      return caches.filter(path -> path.toString().endsWith(".aot")).findFirst().orElseThrow();
    }
  }

  /** Replaces the cache without leaving a trace in its time. */
  private void plant(byte[] content) throws IOException {
    FileTime time = Files.getLastModifiedTime(cache());
    Path cache = cache();
    Files.write(cache, content);
    Files.setLastModifiedTime(cache, time);
  }

  @Test
  void of_the_security_settings_of_the_jdk_the_list_of_providers_alone_is_another()
      throws IOException {
    Path file = Path.of("conf/security/java.security");
    Map<String, String> ours = settings(image.resolve("runtime").resolve(file));
    Map<String, String> jdk = settings(Path.of(System.getProperty("java.home")).resolve(file));
    assertThat(ours).isEqualTo(jdk).containsKey("jdk.tls.disabledAlgorithms");
  }

  private static Map<String, String> settings(Path file) throws IOException {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    }
    return all.stringPropertyNames().stream()
        .filter(name -> !name.startsWith("security.provider."))
        .collect(Collectors.toMap(Function.identity(), all::getProperty));
  }

  @Test
  void a_moved_image_works() {
    prints_its_version_and_nothing_else();
  }

  @Test
  void a_missing_cache_is_done_without() throws IOException {
    Files.delete(cache());
    prints_its_version_and_nothing_else();
  }

  @Test
  void a_truncated_cache_is_refused_in_silence() throws IOException {
    byte[] whole = Files.readAllBytes(cache());
    for (int length : List.of(0, 1, 100, 4096, whole.length / 2, whole.length - 1)) {
      byte[] part = new byte[length];
      System.arraycopy(whole, 0, part, 0, length);
      plant(part);
      prints_its_version_and_nothing_else();
    }
  }

  @Test
  void a_cache_of_random_bytes_is_refused_in_silence() throws IOException {
    byte[] noise = new byte[(int) Files.size(cache())];
    new Random(25).nextBytes(noise);
    plant(noise);
    prints_its_version_and_nothing_else();
  }

  @Test
  void a_cache_with_a_damaged_header_is_refused_in_silence() throws IOException {
    byte[] whole = Files.readAllBytes(cache());
    for (int at : List.of(0, 3, 8, 12, 16)) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x41;
      plant(damaged);
      prints_its_version_and_nothing_else();
    }
  }

  @Test
  void a_damaged_cache_is_not_used_once_its_time_tells() throws IOException {
    byte[] whole = Files.readAllBytes(cache());
    new Random(26).nextBytes(whole);
    Path cache = cache();
    Files.write(cache, whole);
    prints_its_version_and_nothing_else();
  }

  @Test
  void a_stale_cache_never_runs_old_code() throws IOException {
    Path other = folder.resolve("other");
    Path classes = compile_another_main(other);
    Path jar = other.resolve("app.jar");
    copy.runCommand(
            List.of(
                jdk("jar"), "--create", "--file", jar.toString(), "-C", classes.toString(), "."))
        .succeeds();
    copy.runCommand(
            List.of(
                "/bin/sh",
                House.ROOT.resolve("app/image/image.sh").toString(),
                System.getProperty("java.home"),
                other.toString(),
                jar.toString()))
        .succeeds();
    byte[] old = Files.readAllBytes(cache());
    image = other.resolve("keymaster");
    copy = copy.through(image.resolve("bin/keymaster"));
    assertThat(copy.run("--version").succeeds().text()).isEqualTo("new code\n");
    plant(old);
    KeymasterProcess.Outcome outcome = copy.run("--version").succeeds();
    assertThat(outcome.text()).isEqualTo("new code\n");
    assertThat(outcome.errors()).isEmpty();
  }

  private Path compile_another_main(Path other) throws IOException {
    Path source = Files.createDirectories(other.resolve("src/dev/keymaster/app"));
    Files.writeString(
        source.resolve("Main.java"),
        """
        package dev.keymaster.app;
        public final class Main {
          public static void main(String[] args) { System.out.println("new code"); }
        }
        """);
    Files.writeString(
        source.resolve("Rehearsal.java"),
        """
        package dev.keymaster.app;
        public final class Rehearsal {
          public static void main(String[] args) { Main.main(args); }
        }
        """);
    Path descriptor = other.resolve("src/module-info.java");
    Files.writeString(
        descriptor,
        """
        module dev.keymaster.app {
          requires dev.keymaster.storage;
          requires dev.keymaster.unlock;
        }
        """);
    Path modules = other.resolve("modules");
    copy.runCommand(
            List.of(
                "cp",
                "-r",
                House.ROOT.resolve("app/target/modules").toString(),
                modules.toString()))
        .succeeds();
    Path classes = other.resolve("classes");
    copy.runCommand(
            List.of(
                jdk("javac"),
                "-d",
                classes.toString(),
                "--module-path",
                modules.toString(),
                descriptor.toString(),
                source.resolve("Main.java").toString(),
                source.resolve("Rehearsal.java").toString()))
        .succeeds();
    return classes;
  }

  private static String jdk(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  @Test
  void SL4_a_foreign_agent_is_not_loaded() throws IOException {
    Path trace = folder.resolve("agent-was-here");
    Path source = Files.createDirectories(folder.resolve("agent"));
    Files.writeString(
        source.resolve("Agent.java"),
        """
        public class Agent {
          public static void premain(String a) throws Exception {
            java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
            System.out.println("agent");
          }
        }
        """
            .formatted(trace));
    Files.writeString(source.resolve("manifest"), "Premain-Class: Agent\n");
    String agent = source.resolve("agent.jar").toString();
    copy.runCommand(List.of(jdk("javac"), "-d", source.toString(), source + "/Agent.java"))
        .succeeds();
    copy.runCommand(
            List.of(
                jdk("jar"), "cfm", agent, source + "/manifest", "-C", source + "", "Agent.class"))
        .succeeds();
    copy.with("JAVA_TOOL_OPTIONS", "-javaagent:" + agent)
        .runCommand(List.of(jdk("java"), "--version"));
    assertThat(trace).as("the agent works where it is loaded").exists();
    Files.delete(trace);
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      KeymasterProcess.Outcome outcome =
          copy.with(variable, "-javaagent:" + agent).run("--version").succeeds();
      assertThat(outcome.text()).isEqualTo(VERSION);
      assertThat(outcome.errors()).isEmpty();
    }
    assertThat(trace).doesNotExist();
  }

  @Test
  void SL4_a_preloaded_library_does_not_reach_the_jvm() throws IOException {
    Path trace = folder.resolve("loaded-into");
    Path source = folder.resolve("preload.c");
    Files.writeString(
        source,
        """
        #include <stdio.h>
        __attribute__((constructor)) static void here(void) {
          char name[64] = "";
          FILE *comm = fopen("/proc/self/comm", "r");
          if (comm) { fgets(name, sizeof name, comm); fclose(comm); }
          FILE *trace = fopen("%s", "a");
          if (trace) { fputs(name, trace); fclose(trace); }
        }
        """
            .formatted(trace));
    String library = folder.resolve("preload.so").toString();
    copy.runCommand(List.of("gcc", "-shared", "-fPIC", "-o", library, source.toString()))
        .succeeds();
    assertThat(copy.with("LD_PRELOAD", library).run("--version").succeeds().text())
        .isEqualTo(VERSION);
    assertThat(Files.readString(trace, UTF_8)).contains("launcher").doesNotContain("java");
  }

  @Test
  void works_through_a_link_from_anywhere() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("km"), Path.of("image/bin/keymaster"));
    assertThat(copy.through(link).at(Path.of("/")).run("--version").succeeds().text())
        .isEqualTo(VERSION);
  }

  @Test
  void works_where_the_path_has_spaces_and_marks() throws IOException {
    Path odd = folder.resolve("it's a $place é");
    Files.move(image, odd);
    copy = copy.through(odd.resolve("bin/keymaster"));
    prints_its_version_and_nothing_else();
  }

  @Test
  void the_usual_cache_is_really_used() throws IOException {
    assertThat(cache()).isNotEmptyFile();
    Path maps = folder.resolve("files");
    copy.runUnder(List.of("strace", "-f", "-e", "trace=openat", "-o", maps.toString()), "--version")
        .succeeds();
    assertThat(Files.readString(maps, UTF_8)).contains(".aot\"");
  }
}

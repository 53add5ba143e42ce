package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./keymaster} and {@code ./check} where something they need is missing. */
final class RootScriptTests {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "date",
          "dirname",
          "find",
          "grep",
          "head",
          "id",
          "mkdir",
          "readlink",
          "rmdir");

  @TempDir Path folder;
  private Path clone;
  private Path tools;
  private KeymasterProcess shell;

  /** A clone with the scripts alone, on a machine with a few tools and no JDK. */
  @BeforeEach
  void bare_machine() throws IOException {
    clone = Files.createDirectories(folder.resolve("a clone"));
    Files.createDirectories(clone.resolve("app/image"));
    Files.createDirectories(clone.resolve("checks"));
    for (String script : List.of("keymaster", "check")) {
      LauncherTests.program(clone.resolve(script), Files.readString(House.ROOT.resolve(script)));
    }
    String finder = Files.readString(House.ROOT.resolve("app/image/jdk.sh"));
    Files.writeString(
        clone.resolve("app/image/jdk.sh"),
        finder.replaceAll("/(usr|opt|Library)/[^ ]*[*]\\S*", "/nowhere"));
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      Path real = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          tools.resolve(tool), Files.exists(real) ? real : Path.of("/bin", tool));
    }
    shell = KeymasterProcess.in(folder).with("PATH", tools.toString());
  }

  private KeymasterProcess.Outcome start(String script, String... arguments) {
    return shell.through(clone.resolve(script)).run(arguments);
  }

  private Path jdk(String version) throws IOException {
    Path jdk = Files.createDirectories(folder.resolve("jdk " + version));
    Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    LauncherTests.program(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    LauncherTests.program(jdk.resolve("bin/jlink"), "#!/bin/sh\n");
    return jdk;
  }

  /** A Maven that shows which JDK it was given, and fails. */
  private void maven() throws IOException {
    LauncherTests.program(
        tools.resolve("mvn"), "#!/bin/sh\necho \"[ERROR] with $JAVA_HOME\"\nexit 1\n");
    for (String tool : List.of("tee", "tail", "sleep")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
  }

  @Test
  void without_maven_it_says_what_to_install() {
    assertThat(start("keymaster", "ls").refuses(1).errors())
        .contains("no mvn on the PATH", "hint: apt-get install maven");
  }

  @Test
  void without_a_jdk_25_it_says_where_it_looked() throws IOException {
    maven();
    assertThat(start("keymaster", "ls").refuses(1).errors())
        .contains("no JDK 25 found", "JAVA_HOME", "hint: install one");
  }

  @Test
  void another_jdk_is_not_taken() throws IOException {
    maven();
    for (String version : List.of("17.0.1", "24", "250.1", "2.5", "26-ea")) {
      shell = shell.with("JAVA_HOME", jdk(version).toString());
      assertThat(start("keymaster", "ls").refuses(1).errors()).contains("no JDK 25 found");
    }
  }

  @Test
  void takes_the_jdk_of_the_variable_or_behind_the_path() throws IOException {
    maven();
    Path jdk = jdk("25.0.3");
    assertThat(shell.with("JAVA_HOME", jdk.toString()).through(clone.resolve("keymaster")).run())
        .satisfies(outcome -> assertThat(outcome.errors()).contains("with " + jdk));
    Files.createSymbolicLink(tools.resolve("javac"), jdk.resolve("bin/javac"));
    assertThat(start("keymaster", "ls").errors()).contains("with " + jdk);
  }

  @Test
  void a_failed_build_names_its_log_and_leaves_no_lock() throws IOException {
    maven();
    shell = shell.with("JAVA_HOME", jdk("25").toString());
    for (int i = 0; i < 2; i++) {
      assertThat(start("keymaster", "ls").refuses(1).errors())
          .contains("the build failed after", "hint: the whole log is in", "app/target/build.log");
    }
  }

  @Test
  void an_image_that_is_up_to_date_is_started_at_once_from_anywhere() throws IOException {
    Path image = Files.createDirectories(clone.resolve("app/target/keymaster/bin"));
    LauncherTests.program(image.resolve("keymaster"), "#!/bin/sh\necho started \"$@\"\n");
    Files.writeString(clone.resolve("app/target/keymaster.built"), "");
    Path link = Files.createSymbolicLink(folder.resolve("k"), Path.of("a clone/keymaster"));
    KeymasterProcess.Outcome outcome =
        shell.at(Path.of("/")).through(link).run("get", "a b").succeeds();
    assertThat(outcome.text()).isEqualTo("started get a b\n");
    assertThat(outcome.errors()).isEmpty();
    shell
        .runCommand(List.of("/usr/bin/touch", "-d", "1 hour", clone.resolve("app/image") + "/x"))
        .succeeds();
    assertThat(start("keymaster", "ls").errors()).as("a source is newer").contains("no mvn");
  }

  @Test
  void check_without_packages_and_root_prints_the_line_to_type_and_fails() throws IOException {
    for (String tool : List.of("rm", "touch", "mktemp", "sed", "tr", "tail", "chmod", "setpriv")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    Files.writeString(clone.resolve("checks/packages.txt"), "no-such-thing  /no/such/file # x\n");
    Path jdk = jdk("25.0.3");
    shell.runCommand(List.of("/usr/bin/chmod", "-R", "a+rwX", folder.toString())).succeeds();
    KeymasterProcess.Outcome outcome =
        shell
            .with("JAVA_HOME", jdk.toString())
            .through(clone.resolve("check"))
            .runUnder(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.text())
        .contains("sudo apt-get install --no-install-recommends no-such-thing")
        .endsWith("0 passed, 1 failed\n");
  }
}

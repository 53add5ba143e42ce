package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher hands to the JVM, seen by a stand-in for the JVM that prints it. */
final class LauncherTests {
  private static final String STAND_IN =
      """
      #!/bin/sh
      env | sort
      echo "umask $(umask) core $(ulimit -S -c)"
      for fd in 3 4 5 6 7 8 9; do
        [ ! -e /dev/fd/$fd ] || printf 'fd%s holds %s\\n' $fd "$(cat <&$fd)"
      done
      for argument; do echo "argument $argument"; done
      """;

  @TempDir Path folder;
  private Path image;
  private KeymasterProcess keymaster;

  @BeforeEach
  void stand_in() throws IOException {
    image = Files.createDirectories(folder.resolve("an image"));
    Files.createDirectories(image.resolve("bin"));
    Files.createDirectories(image.resolve("runtime/bin"));
    Files.createDirectories(image.resolve("runtime/lib"));
    Files.copy(House.IMAGE.resolve("lib/launcher"), image.resolve("bin/keymaster"));
    program(image.resolve("runtime/bin/java"), STAND_IN);
    keymaster = KeymasterProcess.in(folder).through(image.resolve("bin/keymaster"));
    assertThat(image.resolve("bin/keymaster").toFile().setExecutable(true)).isTrue();
  }

  static void program(Path path, String text) throws IOException {
    Files.writeString(path, text);
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  private String seen(String... arguments) {
    return keymaster.run(arguments).succeeds().text();
  }

  @Test
  void SL4_foreign_options_are_set_aside_and_kept_for_children() {
    for (String name :
        List.of(
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "JDK_AOT_VM_OPTIONS",
            "_JAVA_LAUNCHER_DEBUG",
            "CLASSPATH",
            "LD_AUDIT",
            "LD_LIBRARY_PATH")) {
      String seen = keymaster.with(name, "-Da b'c\"$(id)").run("ls").succeeds().text();
      assertThat(seen).contains("KEYMASTER_SAVED_" + name + "=-Da b'c\"$(id)\n");
      assertThat(seen).doesNotContainPattern("(?m)^" + name + "=");
    }
  }

  @Test
  void a_variable_that_was_not_set_is_not_given_back() {
    String seen = keymaster.with("KEYMASTER_SAVED_CLASSPATH", "/evil").run("ls").text();
    assertThat(seen).doesNotContain("KEYMASTER_SAVED_CLASSPATH");
  }

  @Test
  void secrets_move_from_the_environment_to_descriptors() {
    for (String name : List.of("KEYMASTER_PASSPHRASE", "KEYMASTER_MASTER_KEY", "API_KEY_MASTER")) {
      String secret = "sk-canary-4f0a $HOME `id` \\n 'x' \"y\"";
      String seen = keymaster.with(name, secret).run("ls").succeeds().text();
      assertThat(seen).doesNotContainPattern("(?m)^" + name + "=");
      assertThat(seen).contains(name + "_FD=9\n", "fd9 holds " + secret + "\n");
    }
  }

  @Test
  void three_secrets_and_a_descriptor_of_the_person_stand_side_by_side() throws IOException {
    Path wrapper = folder.resolve("wrapper");
    program(wrapper, "#!/bin/sh\nexec 8</dev/null\nexec \"$@\"\n");
    String seen =
        keymaster
            .with("KEYMASTER_PASSPHRASE", "sk-canary-a1")
            .with("KEYMASTER_MASTER_KEY", "sk-canary-b2")
            .with("API_KEY_MASTER", "sk-canary-c3")
            .runUnder(List.of(wrapper.toString()), "ls")
            .succeeds()
            .text();
    assertThat(seen).contains("fd9 holds sk-canary-a1", "fd8 holds \n", "fd7 holds sk-canary-b2");
    assertThat(seen).contains("fd6 holds sk-canary-c3", "API_KEY_MASTER_FD=6");
  }

  @Test
  void a_descriptor_that_somebody_else_names_is_not_believed() {
    String seen = keymaster.with("KEYMASTER_PASSPHRASE_FD", "0").run("ls").text();
    assertThat(seen).doesNotContain("KEYMASTER_PASSPHRASE_FD");
  }

  @Test
  void files_will_be_private_and_the_umask_of_the_person_is_remembered() throws IOException {
    Path wrapper = folder.resolve("wrapper");
    program(wrapper, "#!/bin/sh\numask 000\nulimit -S -c 7\nexec \"$@\"\n");
    String seen = keymaster.runUnder(List.of(wrapper.toString()), "ls").succeeds().text();
    assertThat(seen).contains("umask 0077 core 0\n");
    assertThat(seen).containsPattern("KEYMASTER_SAVED_UMASK=0*\n");
    assertThat(seen).contains("KEYMASTER_SAVED_CORE=7\n");
  }

  @Test
  void arguments_arrive_as_they_were_typed() {
    assertThat(seen("add", "a b", "", "$x", "*", "-n", "--", "ü"))
        .endsWith(
            """
            argument dev.keymaster.app/dev.keymaster.app.Main
            argument add
            argument a b
            argument\s
            argument $x
            argument *
            argument -n
            argument --
            argument ü
            """);
  }

  @Test
  void only_bulk_work_gets_the_second_compiler() {
    assertThat(seen("get", "x")).contains("argument -XX:TieredStopAtLevel=1\n");
    assertThat(seen("vault", "verify")).doesNotContain("TieredStopAtLevel");
  }

  @Test
  void SG21_the_agent_gets_flags_that_let_its_heap_be_swept() throws IOException {
    assertThat(seen("agent", "serve", "--detach")).contains("/agent.options\nargument -XX:");
    assertThat(seen("agent", "status")).doesNotContain("agent.options");
    assertThat(Files.readAllLines(House.IMAGE.resolve("agent.options")))
        .contains("-XX:MaxTenuringThreshold=0", "-XX:MarkSweepAlwaysCompactCount=1")
        .allMatch(flag -> flag.startsWith("-X"));
  }

  @Test
  void works_through_links_and_by_any_path() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("km"), Path.of("an image/bin/keymaster"));
    Path again = Files.createSymbolicLink(folder.resolve("k"), link.toAbsolutePath());
    for (Path path : List.of(link, again)) {
      assertThat(keymaster.through(path).run("ls").succeeds().text()).contains("argument ls\n");
    }
    Path path = Path.of("/usr/bin/env");
    assertThat(
            keymaster
                .with("PATH", image.resolve("bin") + ":/usr/bin:/bin")
                .through(path)
                .run("keymaster", "ls")
                .succeeds()
                .text())
        .contains("argument ls\n");
    assertThat(
            keymaster.at(image.resolve("bin")).through(Path.of("/bin/sh")).run("keymaster", "ls"))
        .satisfies(outcome -> assertThat(outcome.text()).contains("argument ls\n"));
  }

  @Test
  void SL4_no_program_of_the_path_runs_before_the_jvm() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("km"), Path.of("an image/bin/keymaster"));
    Path planted = Files.createDirectories(folder.resolve("planted"));
    for (String name : List.of("readlink", "find", "java")) {
      program(planted.resolve(name), "#!/bin/sh\ntouch '" + folder + "/ran-" + name + "'\n");
    }
    keymaster.with("PATH", planted + ":/usr/bin:/bin").through(link).run("ls").succeeds();
    for (String name : List.of("readlink", "find", "java")) {
      assertThat(folder.resolve("ran-" + name)).doesNotExist();
    }
  }

  @Test
  void a_crash_report_goes_to_our_own_folder_or_nowhere() throws IOException {
    assertThat(seen("ls")).contains("-XX:+SuppressFatalErrorMessage").doesNotContain("ErrorFile");
    Files.createDirectories(keymaster.home().resolve("state/crashes"));
    assertThat(seen("ls"))
        .contains("-XX:ErrorFile=" + keymaster.home().resolve("state/crashes") + "/hs_%p.log");
  }

  @Test
  void the_cache_is_passed_only_if_nobody_else_could_have_written_it() throws Exception {
    String text = Files.readString(image.resolve("bin/keymaster"), UTF_8);
    var name = Pattern.compile("aot/(\\w+)\\.aot").matcher(text);
    assertThat(name.find()).isTrue();
    Path cache = Files.createDirectories(image.resolve("aot")).resolve(name.group(1) + ".aot");
    Files.writeString(cache, "cache");
    Files.writeString(image.resolve("runtime/lib/modules"), "modules");
    assertThat(seen("ls")).as("never finished").doesNotContain("AOTCache");
    Files.writeString(image.resolve("built"), "");
    assertThat(seen("ls")).contains("-XX:AOTCache=" + image + "/bin/../aot/" + name.group(1));
    shell("chmod g+w '" + cache + "'");
    assertThat(seen("ls")).as("writable by the group").doesNotContain("AOTCache");
    shell("chmod g-w '" + cache + "'; chmod o+w '" + image + "'");
    assertThat(seen("ls")).as("in a folder of everybody").doesNotContain("AOTCache");
    shell("chmod o-w '" + image + "'; chown 65534 '" + cache + "'");
    assertThat(seen("ls")).as("of somebody else").doesNotContain("AOTCache");
    shell("chown 0 '" + cache + "'; touch -d '1 hour' '" + cache + "'");
    assertThat(seen("ls")).as("changed after the build").doesNotContain("AOTCache");
    shell("touch -d '1 hour ago' '" + cache + "'");
    assertThat(seen("ls")).contains("AOTCache");
    shell("touch -d '1 hour' '" + image + "/runtime/lib/modules'");
    assertThat(seen("ls")).as("of another runtime").doesNotContain("AOTCache");
  }

  private void shell(String command) {
    keymaster.runCommand(List.of("/bin/sh", "-c", command)).succeeds();
  }
}

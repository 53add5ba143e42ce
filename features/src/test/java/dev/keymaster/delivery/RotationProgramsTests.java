package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.delivery.RotationPrograms.Program;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Turn;
import dev.keymaster.model.Turn.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationProgramsTests {
  private static final RotationHook.Fresh NOTHING =
      program -> {
        throw new AssertionError("nobody asked for the key");
      };

  @TempDir Path folder;

  private static Optional<Program> told(Path program) {
    return Optional.of(new Program(program, false));
  }

  private static Turn turn(Moment moment, int fresh) {
    KeyRef ref = KeyRef.parse("km://dev/ci");
    return new Turn(moment, ref, new ServiceName("openrouter"), 1, fresh, "a \"bad\" day");
  }

  private Path script(String body) throws IOException {
    Path program = folder.resolve("hook");
    Files.writeString(program, "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void G4_the_program_of_the_moment_gets_json_on_standard_input() throws IOException {
    Path program = script("cat > " + folder + "/got\n");
    RotationPrograms hook =
        new RotationPrograms(
            moment -> moment == Moment.AFTER ? told(program) : Optional.empty(),
            Duration.ofSeconds(20));
    hook.tell(turn(Moment.BEFORE, 0), NOTHING);
    assertThat(folder.resolve("got")).doesNotExist();
    hook.tell(turn(Moment.AFTER, 2), NOTHING);
    assertThat(folder.resolve("got"))
        .content()
        .isEqualTo(
            "{\"schema\":\"keymaster/turn/1\",\"moment\":\"after\",\"key\":\"km://dev/ci\","
                + "\"service\":\"openrouter\",\"old_version\":1,\"new_version\":2,"
                + "\"detail\":\"a \\\"bad\\\" day\"}\n");
  }

  @Test
  void G4_a_program_that_fails_or_takes_too_long_is_a_failure() throws IOException {
    RotationPrograms no =
        new RotationPrograms(moment -> told(Path.of("/bin/false")), Duration.ofSeconds(20));
    assertThatThrownBy(() -> no.tell(turn(Moment.BEFORE, 0), NOTHING))
        .hasMessage("it ended with exit code 1");
    Path slow = script("sleep 30\n");
    RotationPrograms late = new RotationPrograms(moment -> told(slow), Duration.ofMillis(300));
    assertThatThrownBy(() -> late.tell(turn(Moment.BEFORE, 0), NOTHING))
        .hasMessageStartingWith("it did not end");
  }

  @Test
  void G4_the_new_value_is_on_its_descriptor_and_nowhere_else() throws IOException {
    Path program =
        script(
            "cat <&$KEYMASTER_VALUE_FD > value\ncat > json\nenv > variables\n"
                    .replaceAll("> ", "> " + folder + "/")
                + "tr '\\0' '\\n' < /proc/$PPID/cmdline > "
                + folder
                + "/parent\nexit 4\n");
    RotationPrograms hook =
        new RotationPrograms(
            moment -> Optional.of(new Program(program, true)), Duration.ofSeconds(20));
    Secret value = Secret.copyOf("sk-canary-fd3".getBytes(UTF_8));
    assertThatThrownBy(() ->
            hook.tell(
                turn(Moment.AFTER, 2),
                asked -> {
                  assertThat(asked).isEqualTo(program.toString());
                  return value;
                }))
        .hasMessage("it ended with exit code 4");
    assertThat(folder.resolve("value")).content().isEqualTo("sk-canary-fd3");
    assertThat(folder.resolve("json")).content().startsWith("{\"schema\":\"keymaster/turn/1\"");
    assertThat(folder.resolve("variables"))
        .content()
        .contains("KEYMASTER_VALUE_FD=3\n")
        .doesNotContain("canary", "KEYMASTER_TURN");
    assertThat(folder.resolve("parent")).content().contains("java").doesNotContain("canary");
  }

  @Test
  void G4_who_does_not_ask_has_no_such_descriptor_and_who_is_refused_is_not_started()
      throws IOException {
    Path program = script("test ! -e /proc/self/fd/3 && test -z \"$KEYMASTER_VALUE_FD\"\n");
    new RotationPrograms(moment -> told(program), Duration.ofSeconds(20))
        .tell(turn(Moment.AFTER, 2), NOTHING);
    Path started = script("touch " + folder + "/started\n");
    RotationPrograms refused =
        new RotationPrograms(
            moment -> Optional.of(new Program(started, true)), Duration.ofSeconds(20));
    assertThatThrownBy(() ->
            refused.tell(
                turn(Moment.AFTER, 2),
                asked -> {
                  throw new KeymasterException(Code.DENIED, "the policy refuses it", "");
                }))
        .isInstanceOf(KeymasterException.class);
    assertThat(folder.resolve("started")).doesNotExist();
  }

  @Test
  void G4_attack_who_has_it_started_chooses_nothing_that_the_program_with_the_value_runs()
      throws IOException {
    Path program = script("env > " + folder + "/variables\npwd > " + folder + "/where\n");
    handing(program, "sk-canary-home", Duration.ofSeconds(20));
    assertThat(Files.readAllLines(folder.resolve("variables")))
        .contains("PATH=/usr/bin:/bin", "HOME=" + System.getProperty("user.home"))
        .allMatch(
            line -> line.matches("(PATH|HOME|USER|KEYMASTER_VALUE_FD|PWD|OLDPWD|SHLVL|_)=.*"));
    assertThat(folder.resolve("where")).content().isEqualTo("/\n");
  }

  @Test
  void G4_a_program_that_never_reads_a_long_value_is_ended_in_time() throws IOException {
    Path program = script("exec sleep 600\n");
    assertThatThrownBy(() -> handing(program, "k".repeat(300_000), Duration.ofMillis(400)))
        .hasMessageStartingWith("it did not end");
  }

  @Test
  void G4_a_program_that_is_not_there_could_not_be_started() {
    assertThatThrownBy(
            () -> handing(folder.resolve("none"), "sk-canary-none", Duration.ofSeconds(20)))
        .hasMessage("it could not be started");
  }

  private static void handing(Path program, String value, Duration limit) throws IOException {
    new RotationPrograms(moment -> Optional.of(new Program(program, true)), limit)
        .tell(turn(Moment.AFTER, 2), asked -> Secret.copyOf(value.getBytes(UTF_8)));
  }
}

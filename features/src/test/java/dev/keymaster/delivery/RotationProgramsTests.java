package dev.keymaster.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeyRef;
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
  @TempDir Path folder;

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
            moment -> moment == Moment.AFTER ? Optional.of(program) : Optional.empty(),
            Duration.ofSeconds(20));
    hook.tell(turn(Moment.BEFORE, 0));
    assertThat(folder.resolve("got")).doesNotExist();
    hook.tell(turn(Moment.AFTER, 2));
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
        new RotationPrograms(moment -> Optional.of(Path.of("/bin/false")), Duration.ofSeconds(20));
    assertThatThrownBy(() -> no.tell(turn(Moment.BEFORE, 0)))
        .hasMessage("it ended with exit code 1");
    Path slow = script("sleep 30\n");
    RotationPrograms late =
        new RotationPrograms(moment -> Optional.of(slow), Duration.ofMillis(300));
    assertThatThrownBy(() -> late.tell(turn(Moment.BEFORE, 0)))
        .hasMessageStartingWith("it did not end");
  }
}

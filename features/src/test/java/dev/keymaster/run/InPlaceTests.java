package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be become, tried by this very process: it would not be here otherwise. */
class InPlaceTests {
  @TempDir Path folder;

  private Outcome become(String... command) {
    byte[] value = "sk-canary-0a1b2c3d4e5f".getBytes(StandardCharsets.UTF_8);
    try (Secret key = Secret.taking(value)) {
      return new InPlace(null).run(new Launch(List.of(command), Map.of("A_KEY", key)));
    }
  }

  private String program(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("program"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }

  private static void failed(Outcome outcome, int code, String why) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.NotStarted.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(code);
              assertThat(failure.message()).contains(why).doesNotContain("canary");
            });
  }

  @Test
  void unknown_program() {
    failed(become("no-such-program-here"), 127, "program not found");
  }

  @Test
  void no_program_for_this_system() throws IOException {
    failed(become(program("\u007fELF\0\0")), 126, "not a program for this system");
  }

  @Test
  void missing_interpreter() throws IOException {
    failed(become(program("#!/no/such/interpreter\n")), 126, "interpreter");
  }

  @Test
  void more_than_the_system_takes() {
    failed(become("true", "x".repeat(1 << 20)), 126, "too large");
  }

  @Test
  void native_calls_are_allowed_to_this_module_so_that_the_product_becomes_programs() {
    assertThat(Runner.system(null)).isInstanceOf(InPlace.class);
    assertThat(Runner.child()).isInstanceOf(AsChild.class);
  }
}

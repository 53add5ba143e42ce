package dev.keymaster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.SecretMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** In this process; what it keeps others from is tested with the real agent. */
final class SeclusionTests {
  @Test
  void SL7_no_core_file_can_be_written_and_the_keys_have_a_home() throws IOException {
    Seclusion seclusion = Seclusion.enter();

    assertThat(Files.readString(Path.of("/proc/self/limits")))
        .containsPattern("(?m)^Max core file size +0 +0 ");
    assertThat(seclusion.home()).isInstanceOf(SecretMemory.class);
    assertThat(seclusion.words())
        .startsWith("closed to debuggers and core files; keys in ")
        .doesNotContain("heap");
  }
}

package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretVariablesTests {
  @TempDir Path folder;

  private static String value(SecretVariables variables, String name) {
    try (Secret secret = variables.apply(name).orElseThrow()) {
      return new String(secret.reveal(), UTF_8);
    }
  }

  @Test
  void takes_the_variable_where_no_launcher_moved_it() {
    SecretVariables variables = new SecretVariables(Map.of("KEYMASTER_MASTER_KEY", "sk-canary-1"));
    assertThat(value(variables, "KEYMASTER_MASTER_KEY")).isEqualTo("sk-canary-1");
    assertThat(variables.apply("API_KEY_MASTER")).isEmpty();
  }

  @Test
  void reads_the_descriptor_once_and_remembers() throws IOException {
    Path file = Files.writeString(folder.resolve("given"), "sk-canary-2\n");
    try (FileInputStream open = new FileInputStream(file.toFile())) {
      assertThat(open.available()).isPositive();
      String number = "" + ProcessWorldTests.descriptorOf(file);
      SecretVariables variables =
          new SecretVariables(Map.of("X_FD", number, "X", "not this, the descriptor wins"));
      assertThat(value(variables, "X")).isEqualTo("sk-canary-2");
      Files.writeString(file, "changed");
      assertThat(value(variables, "X")).isEqualTo("sk-canary-2");
    }
  }

  @Test
  void a_descriptor_that_is_not_there_is_said() {
    assertThatThrownBy(() -> new SecretVariables(Map.of("X_FD", "987")).apply("X"))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("X could not be read from the launcher's pipe");
  }
}

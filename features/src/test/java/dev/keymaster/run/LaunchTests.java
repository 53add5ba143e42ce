package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchTests {
  private static Launch with(String name, byte[] value) {
    return new Launch(List.of("true"), Map.of(name, Secret.copyOf(value)));
  }

  @Test
  void command_is_needed() {
    assertThatThrownBy(() -> new Launch(List.of(), Map.of()))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("no command to run");
    assertThatThrownBy(() -> new Launch(List.of(""), Map.of()))
        .isInstanceOf(KeymasterException.class);
  }

  @Test
  void nul_in_an_argument_is_refused() {
    assertThatThrownBy(() -> new Launch(List.of("echo", "a\0b"), Map.of()))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("a NUL character in the command");
  }

  @Test
  void value_with_nul_is_refused_without_showing_it() {
    assertThatThrownBy(() -> with("A_KEY", new byte[] {'s', 'e', 'c', 0, 'r'}))
        .isInstanceOf(KeymasterException.class)
        .hasMessage("the value for A_KEY holds a NUL, which no environment variable can")
        .extracting(e -> ((KeymasterException) e).hint())
        .asString()
        .contains("pipe");
  }

  @Test
  void value_beyond_what_the_system_takes_is_refused() {
    int most = 128 * 1024 - "A_KEY".length() - 2;
    byte[] fits = new byte[most];
    java.util.Arrays.fill(fits, (byte) 'x');
    assertThat(with("A_KEY", fits).injected()).containsOnlyKeys("A_KEY");
    byte[] over = java.util.Arrays.copyOf(fits, most + 1);
    assertThatThrownBy(() -> with("A_KEY", over))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("too long");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1A", "A-B", "A=B", "A B", "\u00c4", "A\n"})
  void other_than_variable_names_are_refused(String name) {
    assertThatThrownBy(() -> with(name, new byte[] {'x'}))
        .isInstanceOf(KeymasterException.class)
        .hasMessageStartingWith("not an environment variable name");
  }

  @Test
  void collections_are_copies() {
    var command = new java.util.ArrayList<>(List.of("true"));
    Launch launch = new Launch(command, Map.of());
    command.add("more");
    assertThat(launch.command()).containsExactly("true");
  }
}

package dev.keymaster.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.cli.Places;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RotationsTests {
  private static final Path HOME = Path.of(System.getProperty("user.home"));
  private static final Path RUNTIME = Path.of("/run/user/1000");

  private static boolean settled(Map<String, String> environment, Path home) {
    return Rotations.isSettled(Places.of(environment, home, RUNTIME));
  }

  @Test
  void G4_attack_settings_that_an_environment_moves_are_not_the_accounts_own() {
    assertThat(settled(Map.of(), HOME)).isTrue();
    assertThat(settled(Map.of("XDG_CONFIG_HOME", HOME + "/.config"), HOME)).isTrue();
    assertThat(settled(Map.of("XDG_CONFIG_HOME", "/tmp/e"), HOME)).isFalse();
    assertThat(settled(Map.of("KEYMASTER_HOME", "/tmp/e"), HOME)).isFalse();
    assertThat(settled(Map.of(), Path.of("/tmp/e"))).isFalse();
  }
}

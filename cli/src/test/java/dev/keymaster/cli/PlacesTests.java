package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTests {
  private static final Path HOME = Path.of("/home/ada");
  private static final Path RUN = Path.of("/run/user/1000");

  @Test
  void the_usual_vault_has_the_usual_socket() {
    Places places = Places.of(Map.of("XDG_DATA_HOME", "/data"), HOME, RUN);
    assertThat(places.socket()).hasToString("/run/user/1000/keymaster/agent.sock");
  }

  @Test
  void every_other_home_has_a_socket_of_its_own() {
    Places one = Places.of(Map.of("KEYMASTER_HOME", "/home/ada/one"), HOME, RUN);
    Places two = Places.of(Map.of("KEYMASTER_HOME", "two"), HOME, RUN);
    // printf /home/ada/one/data | sha256sum
    assertThat(one.socket()).hasToString("/run/user/1000/keymaster/363979384f9f32f8/agent.sock");
    assertThat(two.socket()).isNotEqualTo(one.socket());
    assertThat(two.data()).isEqualTo(Path.of("/home/ada/two/data"));
  }
}

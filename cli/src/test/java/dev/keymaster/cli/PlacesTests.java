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
  void a_mac_and_windows_have_places_of_their_own() {
    Places mac = Places.of("Mac OS X", Map.of("XDG_DATA_HOME", "/data"), HOME, RUN);
    assertThat(mac.data()).hasToString("/home/ada/Library/Application Support/keymaster/data");
    assertThat(mac.config()).hasToString("/home/ada/Library/Application Support/keymaster/config");
    Places windows = Places.of("Windows 11", Map.of("LOCALAPPDATA", "/local"), HOME, RUN);
    assertThat(windows.state()).hasToString("/local/keymaster/state");
    assertThat(Places.of("Windows 11", Map.of(), HOME, RUN).data())
        .hasToString("/home/ada/AppData/Local/keymaster/data");
    assertThat(Places.of("Windows 11", Map.of("KEYMASTER_HOME", "/k"), HOME, RUN).data())
        .hasToString("/k/data");
  }

  @Test
  void on_linux_a_relative_folder_is_ignored() {
    Places places = Places.of("Linux", Map.of("XDG_STATE_HOME", "state"), HOME, RUN);
    assertThat(places.state()).hasToString("/home/ada/.local/state/keymaster");
    assertThat(places.copies()).hasToString("/home/ada/.local/state/keymaster/backups");
    assertThat(places.config()).hasToString("/home/ada/.config/keymaster");
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

package dev.keymaster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BusAddressTests {
  private static BusAddress of(String address) {
    return BusAddress.session(
        Map.of("DBUS_SESSION_BUS_ADDRESS", address, "XDG_RUNTIME_DIR", "/run/user/7"));
  }

  private static BusAddress socket(String path) {
    return new BusAddress.Socket(Path.of(path));
  }

  @Test
  void path_is_a_socket() {
    assertThat(of("unix:path=/run/bus")).isEqualTo(socket("/run/bus"));
    assertThat(of("unix:path=/run/bus,guid=ff")).isEqualTo(socket("/run/bus"));
    assertThat(of("unix:guid=ff,path=/a%20b%c3%a9%2")).isEqualTo(socket("/a bé%2"));
    assertThat(of("unix:runtime=yes")).isEqualTo(socket("/run/user/7/bus"));
  }

  @Test
  void first_socket_of_several_is_taken() {
    assertThat(of("tcp:host=x;unix:abstract=/y;unix:path=/z;unix:path=/zz"))
        .isEqualTo(socket("/z"));
  }

  @Test
  void what_the_jdk_cannot_reach_is_named() {
    assertThat(of("unix:abstract=/tmp/dbus")).isEqualTo(new BusAddress.Other("unix:abstract"));
    assertThat(of("unix:dir=/tmp")).isEqualTo(new BusAddress.Other("unix"));
    assertThat(of("tcp:host=localhost")).isEqualTo(new BusAddress.Other("tcp"));
  }

  @Test
  void what_is_no_address_is_none() {
    for (String text :
        new String[] {"x", ":", ";", "unix:path=", "unix:path=a", "unix:path=/%00"}) {
      assertThat(of(text)).isInstanceOf(BusAddress.None.class);
    }
  }

  @Test
  void without_the_variable_the_usual_place_is_looked_at(@TempDir Path directory)
      throws IOException {
    Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
    assertThat(BusAddress.session(environment)).isInstanceOf(BusAddress.None.class);
    Files.createFile(directory.resolve("bus"));
    assertThat(BusAddress.session(environment))
        .isEqualTo(new BusAddress.Socket(directory.resolve("bus")));
    assertThat(BusAddress.session(Map.of()))
        .isEqualTo(new BusAddress.None("no session bus: DBUS_SESSION_BUS_ADDRESS is not set"));
  }
}

package dev.keymaster.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SocketPlaceTests {
  private final FakeMachine machine = new FakeMachine("ls");

  @Test
  void the_folder_of_the_session_comes_first() {
    assertThat(new SocketPlace(machine).find()).isEqualTo("/run/me/keymaster/agent.sock");
    machine.environment.put("XDG_RUNTIME_DIR", "/run//me/");
    assertThat(new SocketPlace(machine).find()).isEqualTo("/run/me/keymaster/agent.sock");
  }

  @Test
  void without_one_the_usual_folder_or_one_under_tmp_is_taken() {
    machine.environment.remove("XDG_RUNTIME_DIR");
    machine.owned.add("/tmp/keymaster-1000/keymaster");
    assertThat(new SocketPlace(machine).find())
        .isEqualTo("/tmp/keymaster-1000/keymaster/agent.sock");
    machine.owned.add("/run/user/1000");
    machine.owned.add("/run/user/1000/keymaster");
    machine.environment.put("XDG_RUNTIME_DIR", "relative");
    assertThat(new SocketPlace(machine).find()).isEqualTo("/run/user/1000/keymaster/agent.sock");
  }

  @Test
  void another_home_has_a_folder_named_by_its_hash() {
    String folder = "/run/me/keymaster/91433a5707ce92be"; // SHA-256 of /srv/km/data
    machine.environment.put("KEYMASTER_HOME", "/srv//km/");
    assertThat(new SocketPlace(machine).find()).isNull();
    machine.owned.add(folder);
    assertThat(new SocketPlace(machine).find()).isEqualTo(folder + "/agent.sock");
    machine.owned.remove("/run/me/keymaster");
    assertThat(new SocketPlace(machine).find()).isNull();
  }

  @Test
  void a_home_that_is_not_absolute_is_left_to_the_whole_program() {
    machine.environment.put("KEYMASTER_HOME", "km");
    assertThat(new SocketPlace(machine).find()).isNull();
  }

  @Test
  void SL5_a_folder_of_somebody_else_is_not_looked_into() {
    machine.owned.clear();
    assertThat(new SocketPlace(machine).find()).isNull();
  }

  @Test
  void a_path_that_no_socket_can_have_is_not_tried() {
    String deep = "/run/" + "d".repeat(81);
    machine.environment.put("XDG_RUNTIME_DIR", deep);
    machine.owned.add(deep + "/keymaster");
    assertThat(new SocketPlace(machine).find()).hasSize(107);
    machine.environment.put("XDG_RUNTIME_DIR", deep + "d");
    machine.owned.add(deep + "d/keymaster");
    assertThat(new SocketPlace(machine).find()).isNull();
  }
}

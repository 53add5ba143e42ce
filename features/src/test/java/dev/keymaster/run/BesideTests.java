package dev.keymaster.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BesideTests {
  private final Attendant attendant = new Beside(Map.of("PATH", "/usr/bin:/bin"), null, false);
  private final List<String> told = new ArrayList<>();

  private Outcome run(String... command) {
    return attendant.run(new Launch(List.of(command), Map.of()), () -> told.add("last"));
  }

  @Test
  void what_remains_is_done_after_the_program() {
    assertThat(run("sh", "-c", "exit 7")).isEqualTo(new Outcome.Ended(7));
    assertThat(told).containsExactly("last");
  }

  @Test
  void what_remains_is_done_if_there_is_no_such_program() {
    assertThat(run("no-such-program-here").exitCode()).isEqualTo(127);
    assertThat(told).containsExactly("last");
  }
}

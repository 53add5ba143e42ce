package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.Halted;
import dev.keymaster.model.Halted.Outcome;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.SecondFactor;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PanicVerbTests {
  private static final ServiceName OPENROUTER = new ServiceName("openrouter");

  private final FakeWorld world;
  private final FakeEmergency emergency;

  PanicVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    emergency = world.engine.emergency;
    world.engine.with("dev", "openrouter", "openrouter", "sk-canary-01");
  }

  private static Halted halted(String name, Outcome outcome, String note) {
    KeyRef ref = KeyRef.parse("km://dev/" + name + "#1");
    return new Halted(ref, OPENROUTER, outcome, note, "https://openrouter.ai/keys");
  }

  @Test
  void G9_the_freeze_comes_first_and_what_stays_good_is_exit_8_with_its_page() {
    emergency.halted =
        List.of(
            halted("ci", Outcome.DISABLED, ""),
            halted("own", Outcome.BY_HAND, "it was stored"),
            halted("old", Outcome.FAILED, "no answer"));
    assertThat(world.run("panic", "--yes")).isEqualTo(8);
    assertThat(emergency.asked).containsExactly("begin []", "stop []");
    assertThat(world.stdout())
        .containsPattern("(?m)^ci#1 +dev +openrouter +disabled +-$")
        .containsPattern("(?m)^own#1 +dev +openrouter +NOT STOPPED +it was stored$");
    assertThat(world.stderr())
        .isEqualTo(
            """
            frozen: all keys, until keymaster panic --end
            what failed is tried again by the agent, or by keymaster rotate --resume, as long as it is frozen
            warning: 2 of openrouter left for you to end, at https://openrouter.ai/keys
            """);
  }

  @Test
  void G9_a_freeze_that_is_not_in_the_vault_yet_is_told_and_exit_8() {
    emergency.held = "the disk is full";
    emergency.halted = List.of(halted("ci", Outcome.REVOKED, ""));
    assertThat(world.run("panic", "--yes")).isEqualTo(8);
    assertThat(emergency.asked).containsExactly("begin []", "stop []");
    assertThat(world.stderr())
        .contains("warning: the vault cannot be written: the disk is full; it is stored");
    assertThat(world.run("panic", "--yes", "--json")).isEqualTo(8);
    assertThat(world.stdout()).contains("\"held\": \"the disk is full\"");
  }

  @Test
  void G9_what_was_stopped_but_not_recorded_is_told_and_exit_8() {
    emergency.unrecorded = "it could not be recorded; the freeze waits beside it";
    emergency.halted = List.of(halted("ci", Outcome.REVOKED, ""));
    assertThat(world.run("panic", "--yes")).isEqualTo(8);
    assertThat(world.stderr())
        .contains("warning: the vault cannot be written: it could not be recorded;");
  }

  @Test
  void G9_all_stopped_is_exit_0_also_of_one_service() {
    emergency.halted = List.of(halted("ci", Outcome.REVOKED, ""));
    assertThat(world.run("panic", "--service", "openrouter", "--yes", "--json")).isZero();
    assertThat(emergency.asked).containsExactly("begin [openrouter]", "stop [openrouter]");
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/panic/1\"", "\"outcome\": \"revoked\"")
        .contains("\"services\": [\"openrouter\"]");
  }

  @Test
  void G9_a_rehearsal_asks_nothing_and_freezes_nothing() {
    emergency.halted =
        List.of(halted("ci", Outcome.DISABLED, ""), halted("own", Outcome.BY_HAND, "x"));
    assertThat(world.run("panic", "--dry-run")).isZero();
    assertThat(emergency.asked).containsExactly("plan []");
    assertThat(world.stdout()).contains("WOULD BE");
  }

  @Test
  void G9_it_asks_first_and_no_answer_is_no() {
    assertThat(world.run("panic")).isEqualTo(4);
    assertThat(world.attended("n").run("panic")).isEqualTo(5);
    assertThat(emergency.asked).isEmpty();
  }

  @Test
  void G9_it_ends_with_the_passphrase() {
    emergency.freeze = new Freeze(FakeWorld.NOW, Set.of());
    world.engine.vault.slots.add(world.engine.vault.slot(SlotKind.PASSPHRASE, "mine"));
    assertThat(world.attended("correct horse").run("panic", "--end")).isZero();
    assertThat(emergency.asked).containsExactly("end correct horse");
    assertThat(world.stderr()).isEqualTo("handed out again: all keys\n");
    assertThat(world.run("panic", "--end", "--yes")).isEqualTo(6);
  }

  @Test
  void G9_a_second_factor_stands_for_the_passphrase_and_a_question_for_neither() {
    emergency.freeze = new Freeze(FakeWorld.NOW, Set.of());
    assertThat(world.run("panic", "--end")).isEqualTo(4);
    assertThat(world.attended("y").run("panic", "--end")).isZero();
    emergency.freeze = new Freeze(FakeWorld.NOW, Set.of());
    world.engine.access.factors.add(
        new SecondFactor("a1b2c3d4", FactorKind.TOTP, "phone", FakeWorld.NOW));
    assertThat(world.run("panic", "--end")).isZero();
    assertThat(emergency.asked).containsExactly("end ", "end ");
  }

  @Test
  void G9_what_was_disabled_is_enabled_also_after_the_freeze() {
    emergency.halted = List.of(halted("ci", Outcome.ENABLED, ""));
    assertThat(world.run("panic", "--end", "--enable")).isZero();
    assertThat(emergency.asked).containsExactly("enable");
    assertThat(world.stdout()).contains("enabled");
  }

  @Test
  void G9_the_freeze_is_shown_where_an_agent_holds_the_vault_open() {
    emergency.freeze = new Freeze(FakeWorld.NOW, Set.of(OPENROUTER));
    world.run("vault", "status");
    assertThat(world.stdout()).doesNotContain("frozen");
    world.agent.living = FakeAgent.status(true);
    world.run("vault", "status");
    assertThat(world.stdout()).contains("keys of openrouter are frozen since ");
    world.run("vault", "status", "--json");
    assertThat(world.stdout()).contains("\"frozen\": \"2026-11-21T12:00:00Z\"");
    world.run("doctor");
    assertThat(world.stdout()).contains("keys of openrouter are frozen since ");
    world.agent.living = null;
    world.run("doctor", "--open");
    assertThat(world.stdout()).contains("keys of openrouter are frozen since ");
  }

  @Test
  void G9_where_a_key_went_is_told_also_once_it_is_removed() {
    assertThat(world.run("where", "openrouter")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("nobody got openrouter in dev so far\n");
    world.run("run", "--only", "openrouter", "--", "python3");
    world.run("remove", "openrouter", "--yes");
    assertThat(world.run("where", "openrouter")).isZero();
    assertThat(world.stdout()).containsPattern("(?m)^delivered +python3 ");
    assertThat(world.run("where", "openrouter", "--json")).isZero();
    assertThat(world.stdout()).contains("\"how\": \"delivered\"", "\"to\": \"python3\"");
    assertThat(world.run("where", "nothing")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "panic --end --dry-run",
        "panic --end --service openrouter",
        "panic --enable",
        "panic now"
      })
  void what_means_nothing_is_refused(String arguments) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(emergency.asked).isEmpty();
  }

  @Test
  void a_service_that_nobody_knows_is_no_empty_answer() {
    assertThat(world.run("panic", "--service", "opemrouter", "--yes")).isEqualTo(3);
    assertThat(emergency.asked).isEmpty();
  }
}

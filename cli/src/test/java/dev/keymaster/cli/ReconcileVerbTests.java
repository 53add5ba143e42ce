package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.Discrepancy.Kind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.ServiceName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconcileVerbTests {
  private static final ServiceName OPENROUTER = new ServiceName("openrouter");

  private final FakeWorld world;
  private final FakeInventory inventory;

  ReconcileVerbTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    inventory = world.engine.inventory;
  }

  private static Discrepancy found(Kind kind, String id, String ref, String note) {
    return new Discrepancy(
        OPENROUTER,
        kind,
        id,
        "ci",
        "sk-…",
        ref.isEmpty() ? null : KeyRef.parse(ref),
        FakeWorld.NOW,
        null,
        note);
  }

  @Test
  void G13_what_is_found_is_exit_10() {
    inventory.found =
        List.of(
            found(Kind.UNKNOWN, "id-1", "", "disabled there"),
            found(Kind.NEVER_USED, "id-2", "km://dev/ci#1", ""),
            found(Kind.UNASKED, "", "", "no answer"));
    assertThat(world.run("reconcile")).isEqualTo(10);
    assertThat(inventory.asked).containsExactly("compare []");
    assertThat(world.stdout())
        .containsPattern("(?m)^openrouter +unknown: disabled there +ci +- +2026-11-21 +- +id-1$")
        .containsPattern("(?m)^openrouter +never used +ci +km://dev/ci#1 +2026-11-21 +- +id-2$");
    assertThat(world.run("reconcile", "--json")).isEqualTo(10);
    assertThat(world.stdout()).contains("keymaster/reconciliation/1", "\"kind\": \"never-used\"");
  }

  @Test
  void G13_nothing_found_is_exit_0_and_nobody_to_ask_exit_7() {
    assertThat(world.run("reconcile", "--service", "openrouter")).isZero();
    assertThat(world.stderr()).isEqualTo("providers and vault agree\n");
    assertThat(inventory.asked).containsExactly("compare [openrouter]");
    inventory.found = List.of(found(Kind.UNASKED, "", "", "no answer"));
    assertThat(world.run("reconcile")).isEqualTo(7);
  }

  @Test
  void G13_a_key_is_revoked_once_somebody_says_yes() {
    String[] line = {"reconcile", "--service", "openrouter", "--revoke", "id-1"};
    assertThat(world.run(line)).isEqualTo(4);
    assertThat(inventory.asked).isEmpty();
    assertThat(world.attended("y").run(line)).isZero();
    assertThat(inventory.asked).containsExactly("revoke openrouter id-1");
  }

  @Test
  void G13_a_person_goes_through_what_was_found() {
    inventory.found =
        List.of(
            found(Kind.UNKNOWN, "id-1", "", "disabled there"),
            found(Kind.ORPHANED, "id-2", "", ""),
            found(Kind.NEVER_USED, "id-3", "km://dev/ci#1", ""),
            found(Kind.UNKNOWN, "id-4", "", ""),
            found(Kind.UNKNOWN, "id-5", "", ""));
    world.attended("y", "a", "mine", "sk-canary-01", "what", "r", "no", "r", "y", "", "q");
    assertThat(world.run("reconcile")).isEqualTo(10);
    assertThat(inventory.asked)
        .containsExactly(
            "compare []", "adopt km://dev/mine openrouter id-1 12", "revoke openrouter id-2");
    assertThat(world.terminal.prompts)
        .startsWith("Go through them, one after the other? [y/N] ")
        .contains("Name here, or nothing for ci: ", "Revoke id-2 at openrouter for good? [y/N] ");
    assertThat(world.stderr())
        .contains("1 of 5: openrouter ci (sk-…): not in the vault, made just now, disabled there")
        .contains("keymaster remove km://dev/ci ends it there and forgets it")
        .contains("5 of 5: ");
  }

  @Test
  void G13_all_cleared_up_is_exit_0_and_what_fails_is_asked_again() {
    inventory.found = List.of(found(Kind.UNKNOWN, "id-1", "", ""));
    world.attended("a", "not a name", "r", "y");
    assertThat(world.run("reconcile", "--guided")).isZero();
    assertThat(world.stderr()).contains("warning: ");
    assertThat(inventory.asked).containsExactly("compare []", "revoke openrouter id-1");
  }

  @Test
  void G13_nobody_is_asked_in_a_script() {
    inventory.found = List.of(found(Kind.UNKNOWN, "id-1", "", ""));
    assertThat(world.run("reconcile", "--guided")).isEqualTo(4);
    assertThat(world.run("reconcile", "--guided", "--json")).isEqualTo(2);
    assertThat(world.run("reconcile", "--guided", "--service", "openrouter", "--revoke", "x"))
        .isEqualTo(2);
    assertThat(inventory.asked).isEmpty();
    assertThat(world.run("reconcile")).isEqualTo(10);
    assertThat(world.terminal.prompts).isEmpty();
  }

  @Test
  void G13_a_key_is_adopted_with_its_value() {
    world.typing("sk-canary-01\n");
    assertThat(
            world.run(
                "reconcile",
                "--service",
                "openrouter",
                "--adopt",
                "id-1",
                "--name",
                "ci",
                "--stdin"))
        .isZero();
    assertThat(inventory.asked).containsExactly("adopt km://dev/ci openrouter id-1 12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reconcile --revoke id",
        "reconcile --service openrouter --adopt id",
        "reconcile --service openrouter --name ci",
        "reconcile --service openrouter --adopt id --revoke id --name ci",
        "reconcile openrouter"
      })
  void what_means_nothing_is_refused(String arguments) {
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(inventory.asked).isEmpty();
  }

  @Test
  void G13_attack_what_the_vault_may_hand_out_is_not_offered_to_be_revoked() {
    inventory.found = List.of(found(Kind.UNKNOWN, "id-1", "km://dev/ci#1", "may be km://dev/ci#1"));
    world.attended("r", "q");
    assertThat(world.run("reconcile", "--guided")).isEqualTo(10);
    assertThat(inventory.asked).containsExactly("compare []");
    assertThat(world.terminal.prompts).noneMatch(prompt -> prompt.contains("revoke it"));
    assertThat(world.stderr())
        .contains("not known to the vault by its id", "may be km://dev/ci#1", "--revoke ID");
  }

  @Test
  void G13_what_the_vault_may_hand_out_is_revoked_once_a_person_says_so_twice() {
    inventory.found = List.of(found(Kind.UNKNOWN, "id-1", "km://dev/ci#1", ""));
    String[] line = {"reconcile", "--service", "openrouter", "--revoke", "id-1", "--yes"};
    assertThat(world.run(line)).isEqualTo(6);
    assertThat(world.attended("n").run(line)).isEqualTo(5);
    assertThat(inventory.asked).isEmpty();
    assertThat(world.attended("y").run(line)).isZero();
    assertThat(inventory.asked).containsExactly("revoke openrouter id-1 surely");
    assertThat(world.terminal.prompts.getLast()).contains("may be a key of the vault");
  }

  @Test
  void G13_attack_a_name_there_that_moves_the_cursor_does_nothing_in_a_question() {
    inventory.found =
        List.of(
            new Discrepancy(
                OPENROUTER,
                Kind.UNKNOWN,
                "id\u001b[2K",
                "ci\u001b[1A",
                "",
                null,
                FakeWorld.NOW,
                null,
                ""));
    world.attended("a", "mine", "sk-canary-01");
    assertThat(world.run("reconcile", "--guided")).isZero();
    world.attended("r", "n", "q");
    assertThat(world.run("reconcile", "--guided")).isEqualTo(10);
    assertThat(world.terminal.prompts)
        .anyMatch(prompt -> prompt.startsWith("Value of ci\\u001b[1A"))
        .anyMatch(prompt -> prompt.startsWith("Revoke id\\u001b[2K"))
        .noneMatch(prompt -> prompt.contains("\u001b"));
  }
}

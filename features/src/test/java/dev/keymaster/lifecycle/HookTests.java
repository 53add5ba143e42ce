package dev.keymaster.lifecycle;

import static dev.keymaster.lifecycle.Trial.DETAILS;
import static dev.keymaster.lifecycle.Trial.REF;
import static dev.keymaster.lifecycle.Trial.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Origin;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.TerminalSession;
import dev.keymaster.model.Turn;
import dev.keymaster.model.Turn.Moment;
import dev.keymaster.providers.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told of rotations, when, and what may be objected. */
class HookTests {
  private final Trial trial = new Trial();
  private final FakeVendor vendor = trial.vendor;

  @BeforeEach
  void a_key() {
    trial.lifecycle.mint(REF, DETAILS, Terms.NONE);
    vendor.calls.clear();
  }

  private Progress rotate(Duration grace) {
    return trial.lifecycle.rotate(REF, grace);
  }

  private List<Moment> moments() {
    return trial.turns.stream().map(Turn::moment).toList();
  }

  @Test
  void G4_it_is_told_before_and_after_and_making_a_key_is_no_rotation() {
    rotate(Duration.ZERO);
    assertThat(trial.turns)
        .containsExactly(
            new Turn(Moment.BEFORE, REF, FakeVendor.NAME, 1, 0, ""),
            new Turn(Moment.AFTER, REF, FakeVendor.NAME, 1, 2, ""));
  }

  @Test
  void G4_an_objection_stops_a_rotation_before_the_provider_is_asked() {
    trial.objections.add(Moment.BEFORE);
    Progress progress = rotate(Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.FAILED);
    assertThat(progress.note()).isEqualTo("stopped by the program before it: exit code 3");
    assertThat(vendor.calls).isEmpty();
    assertThat(moments()).containsExactly(Moment.BEFORE, Moment.FAILED);
    assertThat(trial.turns.getLast().detail()).isEqualTo(progress.note());
    trial.checkSettled();
  }

  @Test
  void G4_an_objection_stops_a_key_that_a_person_brought_before_it_is_sent() {
    trial.objections.add(Moment.BEFORE);
    Progress progress = trial.lifecycle.replace(REF, secret(vendor.byHand()), Duration.ZERO, "");
    assertThat(progress.ending()).isEqualTo(Ending.FAILED);
    assertThat(vendor.calls).containsExactly("issued");
    assertThat(trial.value(REF)).isEqualTo(vendor.made("id-1").value());
    assertThat(trial.journal().entries()).isEmpty();
  }

  @Test
  void G4_a_failure_after_it_is_reported_and_the_old_key_is_ended_all_the_same() {
    trial.objections.add(Moment.AFTER);
    Progress progress = rotate(Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.UNTOLD);
    assertThat(progress.note()).isEqualTo("the program after it failed: exit code 3");
    assertThat(vendor.live.keySet()).containsExactly("id-2");
    Progress later = rotate(Duration.ofHours(24));
    assertThat(later.ending()).isEqualTo(Ending.UNTOLD);
    assertThat(later.until()).isEqualTo(trial.now.plus(Duration.ofHours(24)));
    assertThat(trial.guard.newest(9))
        .anyMatch(event -> event.detail().equals("the program after it failed: exit code 3"));
  }

  @Test
  void G4_what_did_not_come_about_is_told_once_nothing_more_is_tried() {
    vendor.arm(new FakeVendor.Fault(Failure.Kind.REFUSED, false, false), 1);
    rotate(Duration.ZERO);
    assertThat(moments()).containsExactly(Moment.BEFORE, Moment.FAILED);
    trial.turns.clear();
    vendor.arm(new FakeVendor.Fault(Failure.Kind.UNCERTAIN, false, false), 1);
    rotate(Duration.ZERO);
    assertThat(moments()).containsExactly(Moment.BEFORE);
    trial.settle();
    assertThat(moments()).containsExactly(Moment.BEFORE, Moment.FAILED);
  }

  @Test
  void SG32_whoever_dies_before_it_was_told_tells_it_when_it_goes_on() {
    for (int write = 1; write <= 12; write++) {
      Trial broken = new Trial();
      broken.lifecycle.mint(REF, DETAILS, Terms.NONE);
      broken.asked = 2;
      broken.rows.arm(Breaking.How.KILL_BEFORE, write);
      try {
        broken.lifecycle.rotate(REF, Duration.ZERO);
      } catch (Killed e) {
        assertThat(e).isNotNull();
      }
      broken.restart();
      broken.settle();
      boolean rotated = broken.existing(REF).current().orElseThrow().number() == 2;
      assertThat(broken.turns.stream().anyMatch(turn -> turn.moment() == Moment.AFTER))
          .as("write %d", write)
          .isEqualTo(rotated);
    }
  }

  @Test
  void G4_the_new_key_goes_to_the_program_after_a_rotation_that_the_policy_names() {
    trial.asks = "/opt/bin/push-key";
    trial
        .guard
        .access()
        .changePolicy(
            "allow hook key " + REF.name() + " for program:/opt/bin/push-key\n" + policy());
    assertThat(rotate(Duration.ZERO).ending()).isEqualTo(Ending.DONE);
    assertThat(trial.handedOver).containsExactly(vendor.made("id-2").value());
    assertThat(trial.guard.newest(20))
        .anyMatch(event ->
            event.kind() == EventKind.DELIVER
                && event.subject().equals(REF + "#2")
                && event.detail().equals("/opt/bin/push-key, told of its rotation")
                && event.caller().program().equals("push-key"));
    trial.checkSettled();
  }

  @Test
  void G4_attack_no_program_gets_the_new_key_that_the_policy_does_not_name() {
    trial.asks = "/opt/bin/push-key";
    Progress progress = rotate(Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.UNTOLD);
    trial.guard.access().changePolicy("allow hook for program:/tmp/push-key\n" + policy());
    assertThat(rotate(Duration.ZERO).ending()).isEqualTo(Ending.UNTOLD);
    trial.guard.access().changePolicy("allow hook for program:/opt/bin/push-key\n" + policy());
    trial.guard.freeze().begin(Set.of());
    assertThat(rotate(Duration.ZERO).ending()).isEqualTo(Ending.UNTOLD);
    assertThat(trial.handedOver).isEmpty();
    trial.guard.freeze().end(false, commit -> {});
    assertThat(trial.value(REF)).isEqualTo(vendor.made("id-4").value());
  }

  @Test
  void G4_attack_where_a_coding_agent_rotates_no_program_gets_the_new_key() {
    Origin codex =
        new Origin(Origin.of(9, "sh").chain(), "codex", TerminalSession.NONE, "/home/person");
    trial.asks = "/opt/bin/push-key";
    trial
        .guard
        .access()
        .changePolicy(
            "allow hook for program:/opt/bin/push-key\nallow everything for agent\n" + policy());
    trial.guard = trial.guard.as(new Caller(1000, 9, "sh", codex));
    trial.lifecycle = trial.lifecycle();
    Progress progress = rotate(Duration.ZERO);
    assertThat(progress.ending()).isEqualTo(Ending.UNTOLD);
    assertThat(progress.note()).contains("a coding agent rotates");
    assertThat(trial.handedOver).isEmpty();
  }

  @Test
  void G4_attack_a_path_that_is_not_plain_is_no_path_that_the_policy_names() {
    trial.asks = "/opt/bin/../../tmp/push-key";
    trial
        .guard
        .access()
        .changePolicy("allow hook for program:/opt/bin/../../tmp/push-key\n" + policy());
    assertThat(rotate(Duration.ZERO).note()).contains("is not plain");
    assertThat(trial.handedOver).isEmpty();
  }

  private String policy() {
    return trial.guard.access().policy();
  }
}

package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.refused;
import static dev.keymaster.guard.SteadyVault.DEV;
import static dev.keymaster.guard.SteadyVault.PROD;
import static dev.keymaster.guard.SteadyVault.reveal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Selection;
import dev.keymaster.policy.DefaultPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When keys are to be rotated, and what becomes of those that are not. */
class DeadlinesTests {
  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  private List<Deadline> deadlines(Guard asking) {
    return asking.lifecycle().deadlines(Selection.ALL);
  }

  private void policy(String lines) {
    guard.access().changePolicy(lines + DefaultPolicy.TEXT);
  }

  @Test
  void F7_a_key_is_to_be_rotated_90_days_after_its_value_was_stored() {
    Deadline dev = deadlines(guard).getFirst();
    assertThat(dev.ref().environment()).isEqualTo(DEV);
    assertThat(dev.due()).isEqualTo(dev.since().plus(Duration.ofDays(90)));
    assertThat(dev.urgency(open.now, Duration.ofDays(89))).isEqualTo(Urgency.FRESH);
    assertThat(dev.urgency(open.now, Duration.ofDays(90))).isEqualTo(Urgency.DUE);
    open.pass(Duration.ofDays(90));
    assertThat(dev.urgency(open.now, Duration.ZERO)).isEqualTo(Urgency.OVERDUE);
    assertThat(reveal(guard, DEV)).as("a warning withholds nothing").startsWith("sk-canary");
  }

  @Test
  void F7_an_overdue_key_is_withheld_where_the_policy_says_so_until_it_has_a_new_value() {
    policy("rotate in dev every 30d, then deny\n");
    open.pass(Duration.ofDays(30).minusMinutes(3));
    assertThat(reveal(guard, DEV)).startsWith("sk-canary");
    open.pass(Duration.ofMinutes(3));
    assertThatThrownBy(() -> reveal(guard, DEV))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code()).isEqualTo(Code.DENIED);
              assertThat(e.hint()).isEqualTo("keymaster rotate openai --env dev");
            })
        .hasMessageContaining("rotate in dev every 30d, then deny");
    assertThat(open.last().kind()).isEqualTo(EventKind.DENIED);
    assertThat(SteadyVault.release(guard, DEV, new Release(EventKind.VERIFY, "")))
        .as("its provider may be asked")
        .startsWith("sk-canary");
    guard.store(
        List.of(OpenVault.key(DEV, "openai", "sk-canary-new", NewKey.Mode.UPSERT)),
        EventKind.STORE);
    assertThat(reveal(guard, DEV)).isEqualTo("sk-canary-new");
  }

  @Test
  void keys_that_are_not_handed_out_or_not_to_be_seen_have_no_deadline() {
    guard.edit(DEV, OpenVault.name("openai"), Edits.status(KeyStatus.INACTIVE));
    assertThat(deadlines(guard)).extracting(key -> key.ref().environment()).containsExactly(PROD);
    policy("deny list in prod for agent\n");
    assertThat(deadlines(guard.as(SteadyVault.AGENT))).isEmpty();
    policy("deny list for agent\n");
    refused(Code.DENIED, () -> deadlines(guard.as(SteadyVault.AGENT)));
  }
}

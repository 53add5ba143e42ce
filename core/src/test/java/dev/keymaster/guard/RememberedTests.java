package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.testkit.FaultyRows;
import dev.keymaster.testkit.StoreContents;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an open vault knows from the look before holds as long as the vault is as it was. */
class RememberedTests {
  private static final KeyRef A = new KeyRef(DEV, OpenVault.name("a"));

  private final OpenVault open = new OpenVault();

  @BeforeEach
  void remember() {
    open.add(DEV, "a", "sk-canary-1");
    open.add(DEV, "b", "sk-canary-b");
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
  }

  private Guard another() {
    return open.reopen(open.memory.another());
  }

  @Test
  void what_another_process_stores_is_handed_out_next() {
    OpenVault.add(another(), DEV, "a", "sk-canary-2");
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-2");
    assertThat(open.guard.show(DEV, A.name()).versions()).hasSize(2);
  }

  @Test
  void what_another_process_removes_or_destroys_is_gone() {
    OpenVault.add(another(), DEV, "a", "sk-canary-2");
    KeyRef first = new KeyRef(DEV, A.name(), 1);
    assertThat(OpenVault.value(open.guard, first)).isEqualTo("sk-canary-1");
    another().destroy(DEV, A.name(), 1);
    OpenVault.refused(Code.NOT_FOUND, () -> OpenVault.value(open.guard, first));
    another().remove(DEV, A.name());
    OpenVault.refused(Code.NOT_FOUND, () -> open.value(DEV, "a"));
  }

  @Test
  void slots_and_keys_that_another_process_changed_are_noticed() {
    another().rekey(List.of(open.slot));
    OpenVault.refused(Code.LOCKED, () -> open.value(DEV, "a"));
    assertThat(OpenVault.value(open.reopen(), A)).isEqualTo("sk-canary-1");
  }

  @Test
  void an_older_file_is_refused() {
    StoreContents before = open.memory.contents();
    open.add(DEV, "a", "sk-canary-2");
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-2");
    open.memory.restore(before);
    OpenVault.refused(Code.CORRUPT, () -> open.value(DEV, "a"));
  }

  @Test
  void nothing_of_a_commit_that_was_undone_is_remembered() {
    FaultyRows faulty = new FaultyRows(open.memory.another());
    Guard guard = open.reopen(faulty);
    assertThat(OpenVault.value(guard, A)).isEqualTo("sk-canary-1");
    long calls = 1;
    for (boolean failed = true; failed; calls++) {
      faulty.arm(FaultyRows.Fault.FAIL, calls);
      failed = fails(guard);
      faulty.disarm();
      if (failed) {
        assertThat(OpenVault.value(guard, A)).as("call %d", calls).isEqualTo("sk-canary-1");
        assertThat(guard.verify().findings()).as("call %d", calls).isEmpty();
      }
    }
    assertThat(calls).isGreaterThan(20);
    assertThat(OpenVault.value(guard, A)).isEqualTo("sk-canary-2");
    assertThat(guard.log().events(EventFilter.newest(1)).getFirst().subject()).endsWith("a#2");
    assertThat(OpenVault.value(another(), A)).isEqualTo("sk-canary-2");
  }

  private static boolean fails(Guard guard) {
    try {
      OpenVault.add(guard, DEV, "a", "sk-canary-2");
      return false;
    } catch (KeymasterException e) {
      return true;
    }
  }

  @Test
  void a_key_is_read_once_as_long_as_the_rows_are_the_same() {
    FaultyRows counting = new FaultyRows(open.memory.another());
    Guard guard = open.reopen(counting);
    counting.disarm();
    OpenVault.value(guard, A);
    long first = counting.calls();
    counting.disarm();
    OpenVault.value(guard, A);
    assertThat(counting.calls()).isLessThan(first - 3);
  }

  @Test
  void SA2_a_row_that_was_changed_is_handed_out_by_nobody_and_found_by_all() {
    open.memory.tamper(contents ->
        contents.rows().replaceAll((position, row) -> contents.rows().firstEntry().getValue()));
    assertThat(open.value(DEV, "a")).as("as it was verified").isEqualTo("sk-canary-1");
    assertThat(open.guard.verify().findings()).isNotEmpty();
    assertThatThrownBy(() -> OpenVault.value(another(), A)).isInstanceOf(KeymasterException.class);
  }
}

package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EventFilter;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.Selection;
import dev.keymaster.testkit.FaultyRows;
import dev.keymaster.testkit.StoreContents;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void names_that_differ_in_case_alone_are_still_told_apart() {
    KeyRef twin = new KeyRef(DEV, OpenVault.name("A"));
    OpenVault.refused(Code.NOT_FOUND, () -> OpenVault.value(open.guard, twin));
    OpenVault.refused(Code.CONFLICT, () -> open.add(DEV, "A", "sk-canary-2"));
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
  }

  /**
   * The state tree binds the beginning and the end of a row; the middle is for whoever opens it.
   */
  private void damageTheMiddleOf(int kind) {
    open.memory.tamper(contents ->
        contents.rows().replaceAll((position, row) -> row.kind() == kind ? damaged(row) : row));
  }

  private static SealedRow damaged(SealedRow row) {
    byte[] sealed = row.sealed().clone();
    sealed[60] ^= 1;
    return new SealedRow(row.position(), row.kind(), row.locator(), sealed);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void SA1_a_row_that_was_damaged_is_found_by_those_who_remember_it_too(int kind) {
    assertThat(open.guard.verify().findings()).isEmpty();
    assertThat(open.value(DEV, "a")).isEqualTo("sk-canary-1");
    damageTheMiddleOf(kind);
    assertThat(open.guard.verify().findings()).isNotEmpty();
    if (kind == 4) {
      OpenVault.refused(Code.CORRUPT, () -> open.guard.list(Selection.ALL));
    } else {
      assertThat(open.value(DEV, "a")).as("as it was verified").isEqualTo("sk-canary-1");
      OpenVault.refused(Code.CORRUPT, () -> OpenVault.value(another(), A));
    }
  }

  @Test
  void a_damaged_row_is_not_remembered() {
    StoreContents good = open.memory.contents();
    damageTheMiddleOf(2);
    Guard guard = another();
    OpenVault.refused(Code.CORRUPT, () -> OpenVault.value(guard, A));
    open.memory.restore(good);
    assertThat(OpenVault.value(guard, A)).isEqualTo("sk-canary-1");
  }

  @Test
  void SA2_what_is_erased_is_what_the_file_has_there() {
    open.memory.tamper(contents -> {
      var rows = contents.rows();
      List<SealedRow> values = rows.values().stream().filter(row -> row.kind() == 2).toList();
      SealedRow one = values.get(0);
      SealedRow other = values.get(1);
      rows.put(one.position(), at(one.position(), other));
      rows.put(other.position(), at(other.position(), one));
    });
    OpenVault.refused(Code.CORRUPT, () -> open.guard.remove(DEV, A.name()));
  }

  private static SealedRow at(long position, SealedRow row) {
    return new SealedRow(position, row.kind(), row.locator(), row.sealed());
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

package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import dev.keymaster.testkit.StoreContents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** SA4: things that were good once, put back later. */
class ReplayedTests {
  private final OpenVault open = new OpenVault();
  private final List<StoreContents> states = new ArrayList<>();

  /** One change of each sort; the state after each is kept. */
  private void live() {
    keep();
    open.add(DEV, "openai", "sk-canary-01");
    keep();
    open.add(DEV, "openai", "sk-canary-02");
    keep();
    open.guard.edit(DEV, name("openai"), Edits.status(KeyStatus.INACTIVE));
    open.guard.edit(DEV, name("openai"), Edits.status(KeyStatus.ACTIVE));
    keep();
    Edits.rollback(open.guard, DEV, name("openai"), 1);
    keep();
    NamedSlot extra =
        Guard.name(open.ports, new NewSlot(SlotKind.KEY_FILE, "two", null, NewSlot.Kdf.ARGON2ID));
    open.document("sample", "canary-rule-1");
    keep();
    open.guard.addSlot(extra);
    keep();
    open.document("sample", "canary-rule-2");
    keep();
    open.guard.removeSlot(extra.slot());
    keep();
    open.guard.destroy(DEV, name("openai"), 2);
    keep();
    open.add(PROD, "other", "sk-canary-03");
    keep();
    open.guard.remove(PROD, name("other"));
    keep();
  }

  private void keep() {
    states.add(open.memory.contents());
  }

  private static void corrupt(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
  }

  private static final List<String> PIECES =
      List.of("header", "keyset", "head", "rows", "tiles", "events");

  /** Returns the newest state with the pieces of {@code mask} from the older one. */
  private static StoreContents mixed(StoreContents now, StoreContents old, int mask) {
    StoreContents mixed = now.copy();
    for (int i = 0; i < PIECES.size(); i++) {
      if ((mask & 1 << i) != 0) {
        String piece = PIECES.get(i);
        switch (piece) {
          case "rows" -> replace(mixed.rows(), old.rows());
          case "tiles" -> replace(mixed.tiles(), old.tiles());
          case "events" -> replace(mixed.events(), old.events());
          default -> mixed.parts().put(piece, Objects.requireNonNull(old.parts().get(piece)));
        }
      }
    }
    return mixed;
  }

  private static <K, V> void replace(Map<K, V> target, Map<K, V> source) {
    target.clear();
    target.putAll(source);
  }

  /** Tells whether two contents hold the very same bytes; a row that is not rewritten is shared. */
  private static boolean same(StoreContents one, StoreContents other) {
    return one.rows().equals(other.rows())
        && same(one.parts(), other.parts())
        && same(one.tiles(), other.tiles())
        && same(one.events(), other.events());
  }

  private static <K> boolean same(Map<K, byte[]> one, Map<K, byte[]> other) {
    return one.keySet().equals(other.keySet())
        && one.keySet().stream().allMatch(key -> Arrays.equals(one.get(key), other.get(key)));
  }

  @Test
  void SA4_whatever_is_put_back_from_any_older_state_is_noticed() {
    live();
    StoreContents now = states.getLast();
    Examination owner = new Examination(open.slot, open.height.seen(new byte[16]));
    assertThat(owner.refusal(now)).isEmpty();
    int tried = 0;
    for (StoreContents old : states.subList(0, states.size() - 1)) {
      for (int mask = 1; mask < 1 << PIECES.size(); mask++) {
        StoreContents mixed = mixed(now, old, mask);
        if (!same(mixed, now)) {
          tried++;
          assertThat(owner.refusal(mixed))
              .as("pieces %s of state %d", Integer.toBinaryString(mask), states.indexOf(old))
              .isPresent();
        }
      }
    }
    assertThat(tried).isGreaterThan(400);
  }

  @Test
  void SA4_without_a_memory_only_a_whole_older_state_passes() {
    live();
    StoreContents now = states.getLast();
    Examination forgetful = new Examination(open.slot, -1);
    for (StoreContents old : states.subList(1, states.size() - 1)) { // the first has no tiles
      for (int mask = 1; mask < 1 << PIECES.size(); mask++) {
        StoreContents mixed = mixed(now, old, mask);
        boolean whole = same(mixed, now) || same(mixed, old);
        assertThat(forgetful.refusal(mixed).isEmpty())
            .as("pieces %s of state %d", Integer.toBinaryString(mask), states.indexOf(old))
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void SA4_item_65_an_older_file_is_refused_with_exit_9_and_the_way_out() {
    live();
    Guard running = open.reopen();
    open.memory.restore(states.get(3));
    assertThatThrownBy(() -> open.reopen().list(Selection.ALL))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              assertThat(e.code().exitCode()).isEqualTo(9);
              assertThat(e).hasMessageContaining("older than what this machine has seen");
              assertThat(e.hint()).isNotEmpty();
            });
    corrupt(() -> OpenVault.value(running, new KeyRef(DEV, name("openai"))));
    corrupt(() -> OpenVault.add(running, DEV, "openai", "sk-canary-04"));
    corrupt(() -> open.reopen().verify());
    assertThat(open.memory.contents()).isEqualTo(states.get(3));
  }

  @Test
  void SA4_a_state_that_was_only_read_counts_as_seen() {
    live();
    open.height.reset(new byte[16], -1);
    open.reopen().list(Selection.ALL);
    open.memory.restore(states.get(3));
    corrupt(() -> open.reopen().list(Selection.ALL));
  }

  @Test
  void SA4_each_row_put_back_alone_is_noticed() {
    live();
    StoreContents now = states.getLast();
    Examination owner = new Examination(open.slot, -1);
    int tried = 0;
    for (StoreContents old : states) {
      for (Map.Entry<Long, SealedRow> row : old.rows().entrySet()) {
        if (!row.getValue().equals(now.rows().get(row.getKey()))) {
          tried++;
          StoreContents mixed = now.copy();
          mixed.rows().put(row.getKey(), row.getValue());
          assertThat(owner.refusal(mixed)).as("row %d", row.getKey()).isPresent();
        }
      }
    }
    assertThat(tried).isGreaterThan(20);
  }

  @Test
  void SA4_a_removed_slot_does_not_come_back_with_an_older_header() {
    NamedSlot stolen =
        Guard.name(open.ports, new NewSlot(SlotKind.KEY_FILE, "s", null, NewSlot.Kdf.ARGON2ID));
    open.guard.addSlot(stolen);
    byte[] header = Objects.requireNonNull(open.memory.contents().parts().get("header"));
    open.guard.removeSlot(stolen.slot());
    Guard running = open.reopen();
    open.memory.tamper(contents -> contents.parts().put("header", header));
    Guard opened =
        Guard.locked(open.ports(open.memory.another()), OpenVault.CALLER)
            .unlock(stolen.slot(), stolen.secret());
    assertThat(opened).isNotNull();
    corrupt(() -> Objects.requireNonNull(opened).list(Selection.ALL));
    corrupt(() -> OpenVault.add(Objects.requireNonNull(opened), DEV, "a", "sk-canary-1"));
    corrupt(() -> running.list(Selection.ALL));
  }

  @Test
  void SA4_an_erased_version_put_back_from_a_copy_is_not_taken() {
    open.add(DEV, "a", "sk-canary-1");
    open.add(DEV, "a", "sk-canary-2");
    StoreContents before = open.memory.contents();
    open.guard.destroy(DEV, name("a"), 1);
    open.memory.tamper(contents -> before.rows().forEach(contents.rows()::putIfAbsent));
    corrupt(() -> open.reopen().list(Selection.ALL));
    assertThat(open.guard.verify().findings()).isNotEmpty();
  }

  @Test
  void SA4_a_key_whose_row_was_deleted_is_not_said_to_be_missing() {
    open.add(DEV, "a", "sk-canary-1");
    StoreContents good = open.memory.contents();
    int noticed = 0;
    for (Long position : good.rows().keySet()) {
      open.memory.restore(good);
      open.memory.tamper(contents -> contents.rows().remove(position));
      Guard guard = open.reopen();
      try {
        assertThat(OpenVault.value(guard, new KeyRef(DEV, name("a")))).isEqualTo("sk-canary-1");
      } catch (KeymasterException e) {
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
        noticed++;
      }
      corrupt(() -> open.reopen().list(Selection.ALL));
    }
    assertThat(noticed).as("rows of key, secret and value").isEqualTo(3);
  }

  @Test
  void SA4_storing_over_a_deleted_row_does_not_hide_the_deletion() {
    open.add(DEV, "a", "sk-canary-1");
    open.add(DEV, "b", "sk-canary-2");
    StoreContents good = open.memory.contents();
    for (Long position : good.rows().keySet()) {
      open.height.reset(new byte[16], -1);
      open.memory.restore(good);
      open.memory.tamper(contents -> contents.rows().remove(position));
      Guard guard = open.reopen();
      try {
        OpenVault.add(guard, DEV, "a", "sk-canary-3");
      } catch (KeymasterException e) {
        assertThat(e.code()).isEqualTo(Code.CORRUPT);
      }
      corrupt(() -> open.reopen().list(Selection.ALL));
      corrupt(() -> guard.rekey(List.of(open.slot)));
      assertThat(guard.verify().findings()).isNotEmpty();
    }
  }
}

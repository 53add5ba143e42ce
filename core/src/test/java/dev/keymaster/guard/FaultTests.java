package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.SHOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Released;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import dev.keymaster.testkit.FaultyRows;
import dev.keymaster.testkit.FaultyRows.Fault;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.StoreContents;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every call to the store fails once, or lies once, in every operation: old or new, never lost. */
class FaultTests {
  private static final byte[] ANY = new byte[16];
  private static final KeyName A = new KeyName("a");

  private final OpenVault open = new OpenVault();
  private final Examination owner = new Examination(open.slot, -1);
  private final NamedSlot second = keyFile("second");
  private final NamedSlot third = keyFile("third");
  private StoreContents base = new StoreContents();
  private long seen;

  /** What is done while the store fails. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
  enum Operation {
    STORE_NEW((test, guard) -> OpenVault.add(guard, DEV, "new", "sk-canary-new")),
    STORE_VERSION((test, guard) -> OpenVault.add(guard, DEV, "a", "sk-canary-more")),
    STORE_SEVERAL((test, guard) ->
        guard.store(
            List.of(
                OpenVault.key(PROD, "one", "sk-canary-1", NewKey.Mode.CREATE),
                OpenVault.key(PROD, "b", "sk-canary-2", NewKey.Mode.UPSERT)),
            EventKind.IMPORT)),
    RELEASE((test, guard) -> test.release(guard)),
    EDIT((test, guard) -> guard.edit(DEV, A, Edits.note("changed"))),
    ROLLBACK((test, guard) -> Edits.rollback(guard, DEV, A, null)),
    DESTROY((test, guard) -> guard.destroy(DEV, A, 1)),
    REMOVE((test, guard) -> guard.remove(DEV, A)),
    ADD_SLOT((test, guard) -> guard.addSlot(test.third)),
    REMOVE_SLOT((test, guard) -> guard.removeSlot(test.second.slot())),
    REPLACE_SLOT((test, guard) -> guard.replaceSlot(test.second.slot(), test.third)),
    REKEY((test, guard) -> guard.rekey(List.of(test.open.slot, test.second)));

    private final BiConsumer<FaultTests, Guard> body;

    Operation(BiConsumer<FaultTests, Guard> body) {
      this.body = body;
    }
  }

  private NamedSlot keyFile(String label) {
    return Guard.name(
        open.ports, new NewSlot(SlotKind.KEY_FILE, label, null, NewSlot.Kdf.ARGON2ID));
  }

  @BeforeEach
  void fill() {
    open.guard.addSlot(second);
    open.add(DEV, "a", "sk-canary-1");
    open.add(DEV, "a", "sk-canary-2");
    open.add(DEV, "a", "sk-canary-3");
    open.add(PROD, "b", "sk-canary-b");
    open.document("sample", "canary-rule");
    base = open.memory.contents();
    seen = open.height.seen(ANY);
  }

  private void release(Guard guard) {
    List<KeyRef> refs = List.of(new KeyRef(DEV, A), new KeyRef(PROD, new KeyName("b")));
    List<Released> values = guard.release(refs, SHOWN);
    assertThat(new String(values.get(0).value().reveal(), UTF_8)).isEqualTo("sk-canary-3");
    values.forEach(Released::close);
  }

  /** A guard on the state before, whose store fails when told to. */
  private Guard fresh(FaultyRows rows) {
    open.memory.restore(base);
    open.height.reset(ANY, seen);
    Guard guard = open.reopen(rows);
    rows.disarm();
    return guard;
  }

  /** Everything but the times, which go on between a try and the next. */
  private String state(StoreContents contents) {
    return owner.state(contents).replaceAll("=20[0-9TZ:.-]+", "=time");
  }

  private long calls(Operation operation) {
    FaultyRows rows = new FaultyRows(open.memory.another());
    operation.body.accept(this, fresh(rows));
    return rows.calls();
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void SG5_a_call_that_fails_leaves_the_old_state_and_the_next_try_works(Operation operation) {
    long calls = calls(operation);
    String after = state(open.memory.contents());
    assertThat(calls).isGreaterThan(4);
    for (long call = 1; call <= calls; call++) {
      FaultyRows rows = new FaultyRows(open.memory.another());
      Guard guard = fresh(rows);
      List<?> slots = guard.slots();
      rows.arm(Fault.FAIL, call);
      assertThatThrownBy(() -> operation.body.accept(this, guard))
          .as("call %d of %d", call, calls)
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("injected");
      rows.disarm();
      assertThat(open.memory.contents()).as("call %d of %d", call, calls).isEqualTo(base);
      assertThat(guard.slots()).isEqualTo(slots);
      assertThat(open.height.seen(ANY)).isEqualTo(seen);
      operation.body.accept(this, guard);
      assertThat(guard.verify().findings()).isEmpty();
      assertThat(owner.refusal(open.memory.contents())).isEmpty();
      assertThat(state(open.memory.contents())).as("tried again").isEqualTo(after);
    }
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void SG5_a_torn_call_leaves_the_old_or_the_new_state_or_is_noticed(Operation operation) {
    long calls = calls(operation);
    String before = state(base);
    String after = state(open.memory.contents());
    int whole = 0;
    for (long call = 1; call <= calls; call++) {
      FaultyRows rows = new FaultyRows(open.memory.another());
      Guard guard = fresh(rows);
      rows.arm(Fault.TEAR, call);
      boolean failed = fails(operation, guard);
      StoreContents left = open.memory.contents();
      if (owner.refusal(left).isEmpty()) {
        whole++;
        assertThat(state(left)).as("call %d of %d", call, calls).isIn(before, after);
        if (!failed) {
          assertThat(state(left)).as("reported as done").isEqualTo(after);
        }
      }
    }
    assertThat(whole).as("torn reads, and the commit that is reported as failed").isPositive();
  }

  private boolean fails(Operation operation, Guard guard) {
    try {
      operation.body.accept(this, guard);
      return false;
    } catch (KeymasterException e) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void a_commit_that_is_reported_as_failed_but_happened_is_found_on_reopening(Operation operation) {
    long calls = calls(operation);
    String after = state(open.memory.contents());
    FaultyRows rows = new FaultyRows(open.memory.another());
    Guard guard = fresh(rows);
    rows.arm(Fault.TEAR, calls);
    assertThatThrownBy(() -> operation.body.accept(this, guard))
        .isInstanceOf(KeymasterException.class);
    assertThat(state(open.memory.contents())).isEqualTo(after);
    Guard reopened = open.reopen();
    assertThat(reopened.list(Selection.ALL)).isNotEmpty();
    OpenVault.add(reopened, DEV, "later", "sk-canary-later");
    assertThat(reopened.verify().findings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void creation_that_fails_leaves_nothing_or_a_vault_that_is_noticed(Fault fault) {
    int noticed = 0;
    for (long call = 1; call < 40; call++) {
      MemoryRows memory = new MemoryRows();
      FaultyRows rows = new FaultyRows(memory);
      rows.arm(fault, call);
      OpenVault.RememberedHeight height = new OpenVault.RememberedHeight();
      String id = Guard.newVaultId(open.ports);
      try {
        Guard.create(OpenVault.ports(rows, height), OpenVault.CALLER, id, List.of(open.slot));
      } catch (KeymasterException e) {
        if (fault == Fault.FAIL) {
          assertThat(memory.contents()).isEqualTo(new StoreContents());
        }
        continue;
      }
      if (rows.calls() < call) {
        assertThat(call).as("calls of a creation").isGreaterThan(5);
        assertThat(noticed > 2).as("torn and noticed").isEqualTo(fault == Fault.TEAR);
        return;
      }
      assertThat(fault).as("call %d", call).isEqualTo(Fault.TEAR);
      noticed += owner.refusal(memory.contents()).isPresent() ? 1 : 0;
    }
    throw new AssertionError("creation makes too many calls");
  }
}

package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.testkit.StoreContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SU1: what somebody with the file can do to the log, at every position of it. */
class LogTests {
  private static final int EVENTS = 120;

  private final OpenVault open = new OpenVault();
  private final Examination owner = new Examination(open.slot, -1);
  private StoreContents good = new StoreContents();

  @BeforeEach
  void fill() {
    open.add(DEV, "a", "sk-canary-1");
    while (open.memory.contents().events().size() < EVENTS) {
      open.value(DEV, "a");
    }
    good = open.memory.contents();
    assertThat(owner.refusal(good)).isEmpty();
  }

  /** Changes the log at a position. */
  private interface Mutation {
    void apply(List<byte[]> log, int at);
  }

  private void everywhere(String what, int last, Mutation mutation) {
    assertThat(
            IntStream.range(0, last)
                .parallel()
                .filter(at -> {
                  List<byte[]> log = new ArrayList<>(good.events().values());
                  mutation.apply(log, at);
                  return owner.refusal(with(log)).isEmpty();
                }))
        .as("positions where it is not noticed that an event was %s", what)
        .isEmpty();
  }

  private StoreContents with(List<byte[]> log) {
    StoreContents changed = good.copy();
    changed.events().clear();
    for (int i = 0; i < log.size(); i++) {
      changed.events().put((long) i, log.get(i));
    }
    return changed;
  }

  private static byte[] edited(byte[] event) {
    byte[] other = event.clone();
    other[other.length / 2] ^= 1;
    return other;
  }

  @Test
  void SU1_an_edited_event_is_noticed() {
    everywhere("edited", EVENTS, (log, at) -> log.set(at, edited(log.get(at))));
  }

  @Test
  void SU1_a_removed_event_is_noticed() {
    everywhere("removed", EVENTS, List::remove);
  }

  @Test
  void SU1_an_inserted_event_is_noticed() {
    everywhere("inserted", EVENTS + 1, (log, at) -> log.add(at, edited(log.getFirst())));
  }

  @Test
  void SU1_a_doubled_event_is_noticed() {
    everywhere("doubled", EVENTS, (log, at) -> log.add(at, log.get(at)));
  }

  @Test
  void SU1_an_event_in_the_place_of_another_is_noticed() {
    everywhere("replaced", EVENTS - 1, (log, at) -> log.set(at, log.get(at + 1)));
  }

  @Test
  void SU1_a_moved_event_is_noticed() {
    everywhere("moved", EVENTS - 1, (log, at) -> log.add(at, log.remove(at + 1)));
  }

  @Test
  void SU1_a_log_cut_anywhere_is_noticed() {
    everywhere("the last one left", EVENTS, (log, at) -> log.subList(at, log.size()).clear());
  }

  @Test
  void SU1_a_log_that_begins_later_is_noticed() {
    everywhere("the first one left", EVENTS, (log, at) -> log.subList(0, at + 1).clear());
  }

  @Test
  void SU1_numbers_with_a_gap_are_noticed() {
    for (long at : good.events().keySet()) {
      StoreContents gap = good.copy();
      Map<Long, byte[]> later = new TreeMap<>(gap.events().tailMap(at));
      later.keySet().forEach(gap.events()::remove);
      later.forEach((number, event) -> gap.events().put(number + 1, event));
      assertThat(owner.refusal(gap)).as("a gap at %d", at).isPresent();
    }
  }

  @Test
  void SU1_events_of_another_history_of_the_same_vault_are_noticed() {
    StoreContents fork = good.copy();
    open.value(DEV, "a");
    open.value(DEV, "a");
    StoreContents ours = open.memory.contents();
    open.height.reset(new byte[16], -1);
    open.memory.restore(fork);
    open.reopen();
    open.value(DEV, "a");
    open.value(DEV, "a");
    StoreContents theirs = open.memory.contents();
    for (long number : List.of((long) EVENTS, EVENTS + 1L)) {
      StoreContents mixed = ours.copy();
      mixed.events().put(number, Objects.requireNonNull(theirs.events().get(number)));
      assertThat(owner.refusal(mixed)).as("event %d", number).isPresent();
    }
    StoreContents whole = ours.copy();
    whole.events().putAll(theirs.events());
    assertThat(owner.refusal(whole)).isPresent();
    assertThat(owner.refusal(ours)).isEmpty();
    assertThat(owner.refusal(theirs)).isEmpty();
  }

  @Test
  void SU1_an_event_that_is_shown_was_opened_in_its_place() {
    List<Consumer<StoreContents>> changes =
        List.of(
            contents -> contents.events().remove(EVENTS - 1L),
            contents ->
                contents
                    .events()
                    .put(EVENTS - 1L, Objects.requireNonNull(contents.events().get(3L))));
    for (Consumer<StoreContents> change : changes) {
      open.memory.restore(good);
      open.memory.tamper(change);
      assertThatThrownBy(() -> open.reopen().newest(5))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("event " + (EVENTS - 1));
    }
  }

  @Test
  void SU1_nothing_more_is_recorded_on_a_log_that_was_cut_or_extended() {
    StoreContents cut = good.copy();
    cut.events().remove(EVENTS - 1L);
    StoreContents extended = good.copy();
    extended.events().put((long) EVENTS, edited(good.events().lastEntry().getValue()));
    for (StoreContents changed : List.of(cut, extended)) {
      open.memory.restore(changed);
      assertThatThrownBy(() -> open.value(DEV, "a"))
          .as("a release")
          .isInstanceOf(KeymasterException.class);
      assertThat(open.memory.contents()).isEqualTo(changed);
    }
  }
}

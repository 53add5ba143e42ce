package dev.keymaster.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.testkit.MemoryRows;
import dev.keymaster.testkit.NaiveTree;
import dev.keymaster.testkit.StoreContents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * SU1, SG25: each change of a log of 1,000 events, at every position of it, is found by somebody
 * who has no secret, and the first bad event is named.
 */
class LogCheckTests {
  private static final int EVENTS = 1000;

  private final SampleLog log = new SampleLog(EVENTS);
  private final StoreContents good = log.store.contents();

  private interface Mutation {
    /** Changes the log and returns the number of the first event that is not the recorded one. */
    long apply(List<byte[]> events, int at);
  }

  private LogVerdict verdict(StoreContents contents, String... anchors) {
    MemoryRows rows = new MemoryRows();
    rows.restore(contents);
    return rows.read(snapshot -> LogCheck.of(snapshot, log.key(), List.of(anchors)));
  }

  private LogVerdict after(Consumer<StoreContents> change, String... anchors) {
    StoreContents changed = good.copy();
    change.accept(changed);
    return verdict(changed, anchors);
  }

  private void everywhere(String what, int last, Mutation mutation) {
    assertThat(
            IntStream.range(0, last)
                .parallel()
                .filter(at -> {
                  List<byte[]> events = new ArrayList<>(good.events().values());
                  long first = mutation.apply(events, at);
                  LogVerdict found = after(contents -> put(contents, events));
                  return found.sound()
                      || !found.exact()
                      || !Objects.equals(found.firstBad(), first);
                }))
        .as("positions where it is not found that an event was %s", what)
        .isEmpty();
  }

  private static void put(StoreContents contents, List<byte[]> events) {
    contents.events().clear();
    for (int i = 0; i < events.size(); i++) {
      contents.events().put((long) i, events.get(i));
    }
  }

  private static byte[] edited(byte[] event) {
    byte[] other = event.clone();
    other[other.length / 2] ^= 1;
    return other;
  }

  @Test
  void an_untouched_log_is_sound() {
    LogVerdict found = verdict(good, log.note(1, 0), log.note(500, 0), log.note(1000, 0));
    assertThat(found.findings()).isEmpty();
    assertThat(found.sound()).isTrue();
    assertThat(found.events()).isEqualTo(EVENTS);
    assertThat(found.firstBad()).isNull();
    assertThat(found.origin()).isEqualTo(SampleLog.ORIGIN);
  }

  @Test
  void SU1_SG25_an_edited_event_is_named() {
    everywhere(
        "edited",
        EVENTS,
        (events, at) -> {
          events.set(at, edited(events.get(at)));
          return at;
        });
  }

  @Test
  void SU1_SG25_an_inserted_event_is_named() {
    everywhere(
        "inserted",
        EVENTS + 1,
        (events, at) -> {
          events.add(at, edited(events.getFirst()));
          return at;
        });
  }

  @Test
  void SU1_SG25_a_deleted_event_is_named() {
    everywhere(
        "deleted",
        EVENTS,
        (events, at) -> {
          events.remove(at);
          return at;
        });
  }

  @Test
  void SU1_SG25_a_reordered_event_is_named() {
    everywhere(
        "moved",
        EVENTS - 1,
        (events, at) -> {
          events.add(at, events.remove(at + 1));
          return at;
        });
  }

  @Test
  void SU1_SG25_a_duplicated_event_is_named() {
    everywhere(
        "doubled",
        EVENTS,
        (events, at) -> {
          events.add(at, events.get(at));
          return at + 1L;
        });
  }

  @Test
  void SU1_SG25_a_replaced_event_is_named() {
    everywhere(
        "replaced",
        EVENTS,
        (events, at) -> {
          events.set(at, events.get((at + 1) % EVENTS));
          return at;
        });
  }

  @Test
  void SU1_SG25_a_log_cut_anywhere_is_named() {
    everywhere(
        "the first one cut off",
        EVENTS,
        (events, at) -> {
          events.subList(at, events.size()).clear();
          return at;
        });
  }

  @Test
  void SU1_SG25_a_fork_from_anywhere_is_named() {
    everywhere(
        "the first one of another history",
        EVENTS,
        (events, at) -> {
          for (int i = at; i < EVENTS; i++) {
            events.set(i, SampleLog.event(i, "fork"));
          }
          return at;
        });
  }

  @Test
  void SU1_an_event_taken_out_without_closing_the_gap_is_named() {
    for (long at : new long[] {0, 1, 63, 64, 999}) {
      assertThat(after(contents -> contents.events().remove(at)).firstBad()).isEqualTo(at);
    }
  }

  @Test
  void SU1_a_whole_other_history_signed_by_the_same_key_is_found_by_what_was_kept_elsewhere() {
    SampleLog fork = new SampleLog(EVENTS + 5, 400, "fork");
    LogVerdict alone = verdict(fork.store.contents());
    assertThat(alone.sound()).as("nothing but an anchor can tell").isTrue();
    LogVerdict found = verdict(fork.store.contents(), log.note(300, 0), log.note(900, 0));
    assertThat(found.firstBad()).isEqualTo(300);
    assertThat(found.exact()).as("by tiles of another history").isFalse();
  }

  @Test
  void SU1_a_log_cut_below_an_anchor_is_found_though_its_own_checkpoint_fits() {
    SampleLog shorter = new SampleLog(900);
    LogVerdict found = verdict(shorter.store.contents(), log.note(EVENTS, 0));
    assertThat(found.firstBad()).isEqualTo(900);
    assertThat(found.findings().getFirst()).contains("ends at event 900, but had 1000");
  }

  @Test
  void SU1_a_missing_or_forged_checkpoint_is_found_and_an_anchor_stands_in_for_it() {
    for (Consumer<StoreContents> change :
        List.<Consumer<StoreContents>>of(
            contents -> contents.parts().remove(LogCheck.PART),
            contents -> contents.parts().put(LogCheck.PART, new byte[] {'x', '\n'}),
            contents -> contents.parts().put(LogCheck.PART, other(log.note(EVENTS, 0))))) {
      LogVerdict alone = after(change);
      assertThat(alone.sound()).isFalse();
      assertThat(alone.firstBad()).isZero();
      assertThat(alone.exact()).isFalse();
      LogVerdict anchored = after(change, log.note(EVENTS, 0));
      assertThat(anchored.findings()).hasSize(1);
      assertThat(anchored.firstBad()).as("the events are as they were").isNull();
    }
  }

  private static byte[] other(String note) {
    return note.replace("\n1000\n", "\n1001\n").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void SU1_an_anchor_of_another_log_is_told_and_not_believed() {
    LogVerdict found = verdict(good, "garbage", log.note(500, 0).replace("\n500\n", "\n501\n"));
    assertThat(found.findings())
        .hasSize(2)
        .allMatch(finding -> finding.startsWith("an anchor cannot be used"));
    assertThat(found.firstBad()).isNull();
  }

  @Test
  void SU1_tiles_that_were_changed_with_the_event_only_blur_its_number() {
    int at = 700;
    LogVerdict found =
        after(
            contents -> {
              byte[] event = edited(Objects.requireNonNull(contents.events().get((long) at)));
              contents.events().put((long) at, event);
              contents
                  .tiles()
                  .replaceAll((place, hashes) ->
                      place.level() == LogTiles.LEVEL && place.index() == at / 64
                          ? replaced(hashes, at % 64, MerkleFrontier.leaf(event))
                          : hashes);
            },
            log.note(640, 0));
    assertThat(found.sound()).isFalse();
    assertThat(found.firstBad()).isEqualTo(640);
    assertThat(found.exact()).isFalse();
  }

  private static byte[] replaced(byte[] hashes, int at, byte[] hash) {
    byte[] other = hashes.clone();
    System.arraycopy(hash, 0, other, at * hash.length, hash.length);
    return other;
  }

  @Test
  void SU1_changed_or_missing_tiles_are_found_though_the_events_are_right() {
    LogVerdict changed =
        after(contents -> contents.tiles().replaceAll((place, hashes) -> edited(hashes)));
    assertThat(changed.findings())
        .containsExactly("hashes of the log were changed in the vault file, its events were not");
    LogVerdict missing = after(contents -> contents.tiles().clear());
    assertThat(missing.findings())
        .containsExactly("hashes of the log were changed in the vault file, its events were not");
    assertThat(missing.firstBad()).isNull();
  }

  @Test
  void SU1_without_tiles_a_changed_event_is_found_but_not_named() {
    LogVerdict found =
        after(contents -> {
          contents.tiles().clear();
          contents.events().put(5L, edited(Objects.requireNonNull(contents.events().get(5L))));
        });
    assertThat(found.sound()).isFalse();
    assertThat(found.exact()).isFalse();
  }

  private void prune(StoreContents contents, int below) {
    for (long i = 0; i < below; i++) {
      contents.events().remove(i);
    }
    contents.parts().put(LogCheck.PART, log.note(EVENTS, below).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void SD23_a_pruned_log_is_sound_and_changes_in_it_are_still_named() {
    LogVerdict pruned = after(contents -> prune(contents, 300), log.note(100, 0));
    assertThat(pruned.findings()).isEmpty();
    assertThat(pruned.pruned()).isEqualTo(300);
    LogVerdict more =
        after(contents -> {
          prune(contents, 300);
          contents.events().remove(300L);
        });
    assertThat(more.firstBad()).as("missing, and not pruned").isEqualTo(300);
    LogVerdict hash =
        after(contents -> {
          prune(contents, 300);
          contents
              .tiles()
              .replaceAll((place, hashes) ->
                  place.level() == LogTiles.LEVEL && place.index() == 0
                      ? replaced(hashes, 7, new byte[32])
                      : hashes);
        });
    assertThat(hash.sound()).as("a changed hash of a pruned event").isFalse();
  }

  @Test
  void a_log_goes_on_where_it_was_left_at_every_size() {
    for (int stop = 0; stop <= 200; stop++) {
      SampleLog whole = new SampleLog(stop);
      StoreContents contents = whole.store.contents();
      TileWriter writer =
          new TileWriter(
              (level, index) -> contents.tiles().get(new StoreContents.TilePlace(level, index)),
              stop,
              whole.checkpoint(stop, 0).root(),
              (level, index, hashes) ->
                  contents.tiles().put(new StoreContents.TilePlace(level, index), hashes));
      List<byte[]> leaves = new ArrayList<>(whole.leaves());
      for (int i = stop; i < 210; i++) {
        byte[] leaf = MerkleFrontier.leaf(SampleLog.event(i, ""));
        leaves.add(leaf);
        writer.append(leaf);
      }
      writer.flush();
      LogTiles tiles =
          new LogTiles(
              (level, index) -> contents.tiles().get(new StoreContents.TilePlace(level, index)));
      assertThat(writer.size()).isEqualTo(210);
      assertThat(tiles.root(210)).as("left at %d", stop).isEqualTo(NaiveTree.root(leaves));
    }
  }

  @Test
  void SU1_a_log_does_not_go_on_upon_hashes_that_were_changed() {
    SampleLog whole = new SampleLog(100);
    byte[] root = whole.checkpoint(100, 0).root();
    LogTiles.Source changed =
        (level, index) ->
            whole.read(rows -> edited(Objects.requireNonNull(rows.tile(level, index))));
    assertThatThrownBy(() -> new TileWriter(changed, 100, root, (level, index, hashes) -> {}))
        .isInstanceOf(KeymasterException.class)
        .hasMessageContaining("hashes of the log were changed");
  }

  @Test
  void proofs_of_what_is_not_there_are_our_mistake() {
    LogTiles tiles = log.tiles();
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> tiles.inclusion(5, 5));
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> tiles.inclusion(-1, 5));
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> tiles.consistency(0, 5));
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> tiles.consistency(6, 5));
    assertThat(tiles.root(0)).isEqualTo(new MerkleFrontier().root());
    assertThat(Arrays.equals(tiles.leaf(3), log.leaves().get(3))).isTrue();
    assertThat(tiles.leaf(EVENTS)).isNull();
  }
}

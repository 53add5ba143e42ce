package dev.keymaster.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.SealedRows.Cursor;
import dev.keymaster.model.SealedRows.Snapshot;
import dev.keymaster.model.SealedRows.StoredEvent;
import dev.keymaster.model.SealedRows.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of sealed rows keeps to; extend it and say how to open one. */
@SuppressWarnings("NullAway.Init") // set before each test
public abstract class SealedRowsContract {
  /** The store under test. */
  protected SealedRows rows;

  /** Makes an empty store. */
  protected abstract SealedRows create();

  /** Opens another connection to the store that {@link #create} made last. */
  protected abstract SealedRows another();

  /** Opens the store under test. */
  @BeforeEach
  protected void open() {
    rows = create();
  }

  /** Closes the store under test. */
  @AfterEach
  protected void close() {
    rows.close();
  }

  @Test
  void SD23_old_events_can_be_removed_but_never_the_newest() {
    write(out -> {
      for (long number = 0; number < 5; number++) {
        out.appendEvent(number, new byte[] {(byte) number});
      }
    });
    write(out -> out.removeEvents(3));
    assertThat(rows.<Boolean>read(look -> look.event(2) == null && look.event(3) != null)).isTrue();
    write(out -> out.removeEvents(100));
    assertThat(rows.<Boolean>read(look -> look.event(3) == null && look.event(4) != null)).isTrue();
    write(out -> out.appendEvent(5, new byte[] {5}));
    assertThat(rows.<Boolean>read(look -> look.event(5) != null)).isTrue();
  }

  @Test
  void empty_store_has_nothing() {
    rows.read(snapshot -> {
      assertThat(snapshot.part("header")).isNull();
      assertThat(snapshot.row(locator(1))).isNull();
      assertThat(snapshot.tile(0, 0)).isNull();
      assertThat(snapshot.event(0)).isNull();
      assertThat(positions(snapshot)).isEmpty();
      assertThat(eventNumbers(snapshot, 0)).isEmpty();
      return true;
    });
  }

  @Test
  void everything_written_is_read_back_by_another_connection() {
    write(change -> {
      change.putPart("header", bytes("part", 1));
      change.putRow(row(5, 77));
      change.putTile(3, 1L << 40, bytes("tile", 1));
      change.appendEvent(0, bytes("event", 0));
    });
    try (SealedRows other = another()) {
      other.read(snapshot -> {
        assertThat(snapshot.part("header")).isEqualTo(bytes("part", 1));
        assertSame(snapshot.row(locator(77)), row(5, 77));
        assertThat(snapshot.tile(3, 1L << 40)).isEqualTo(bytes("tile", 1));
        assertThat(snapshot.tile(1, 3)).isNull();
        assertThat(snapshot.event(0)).isEqualTo(bytes("event", 0));
        return true;
      });
    }
  }

  @Test
  void a_body_returns_its_value() {
    assertThat(rows.<String>write(change -> "written")).isEqualTo("written");
    assertThat(rows.<String>read(snapshot -> "read")).isEqualTo("read");
  }

  @Test
  void part_is_replaced() {
    write(change -> change.putPart("slots", bytes("old", 1)));
    write(change -> change.putPart("slots", bytes("new", 2)));
    assertThat(part("slots")).isEqualTo(bytes("new", 2));
  }

  @Test
  void part_with_a_strange_name_is_our_mistake() {
    for (String name : List.of("", "Header", "a b", "x".repeat(33))) {
      assertThatExceptionOfType(BugException.class)
          .isThrownBy(() -> write(change -> change.putPart(name, new byte[1])));
    }
  }

  @Test
  void row_at_a_taken_position_replaces_it_with_its_locator() {
    write(change -> change.putRow(row(0, 1)));
    write(change -> change.putRow(row(0, 2)));
    rows.read(snapshot -> {
      assertThat(snapshot.row(locator(1))).isNull();
      assertSame(snapshot.row(locator(2)), row(0, 2));
      assertThat(positions(snapshot)).containsExactly(0L);
      return true;
    });
  }

  @Test
  void locator_at_two_positions_is_refused() {
    write(change -> change.putRow(row(0, 1)));
    assertCorrupt(() -> write(change -> change.putRow(row(1, 1))));
    assertThat(positions()).containsExactly(0L);
  }

  @Test
  void rows_come_in_ascending_position() {
    write(change -> List.of(9L, 0L, 4L, 1L << 40).forEach(at -> change.putRow(row(at, at))));
    assertThat(positions()).containsExactly(0L, 4L, 9L, 1L << 40);
  }

  @Test
  void tags_are_what_the_tree_binds_of_each_row_in_ascending_order() {
    byte[] large = new byte[300_000];
    large[large.length - 1] = 9;
    SealedRow last = new SealedRow(4095, 127, locator(3), large);
    write(change -> {
      change.putRow(last);
      change.putRow(sealed(7, 2));
      change.putRow(sealed(0, 1));
      change.putRow(sealed(4096, 4));
      change.putRow(sealed(1L << 40, 5));
    });
    rows.read(snapshot -> {
      assertThat(snapshot.tags(0, 4096))
          .isEqualTo(joined(tag(sealed(0, 1)), tag(sealed(7, 2)), tag(last)));
      assertThat(snapshot.tags(4096, 1)).isEqualTo(tag(sealed(4096, 4)));
      assertThat(snapshot.tags(1L << 40, 4096)).isEqualTo(tag(sealed(1L << 40, 5)));
      assertThat(snapshot.tags(1, 6)).isEmpty();
      return true;
    });
  }

  private static SealedRow sealed(long position, int locator) {
    byte[] bytes = new byte[100 + locator];
    Arrays.fill(bytes, (byte) position);
    return new SealedRow(position, locator, locator(locator), bytes);
  }

  private static byte[] tag(SealedRow row) {
    byte[] sealed = row.sealed();
    return ByteBuffer.allocate(117)
        .putLong(row.position())
        .put((byte) row.kind())
        .put(row.locator())
        .putInt(sealed.length)
        .put(sealed, 0, 56)
        .put(sealed, sealed.length - 16, 16)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer joined = ByteBuffer.allocate(117 * parts.length);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }

  @Test
  void a_row_that_is_too_short_for_a_tag_is_refused() {
    write(change -> change.putRow(new SealedRow(3, 1, locator(1), new byte[71])));
    rows.read(snapshot -> {
      assertCorrupt(() -> snapshot.tags(0, 10));
      assertThat(snapshot.tags(4, 10)).isEmpty();
      return true;
    });
  }

  @Test
  void rows_beyond_a_position_are_told() {
    write(change -> change.putRow(row(5, 1)));
    rows.read(snapshot -> {
      assertThat(snapshot.hasRowsBeyond(6)).isFalse();
      assertThat(snapshot.hasRowsBeyond(5)).isTrue();
      assertThat(snapshot.hasRowsBeyond(0)).isTrue();
      return true;
    });
  }

  @Test
  void removed_row_is_gone_and_its_locator_free() {
    write(change -> change.putRow(row(0, 1)));
    write(change -> change.removeRow(0));
    write(change -> change.putRow(row(3, 1)));
    assertThat(positions()).containsExactly(3L);
  }

  @Test
  void removing_what_is_not_there_changes_nothing() {
    write(change -> change.removeRow(12));
    assertThat(positions()).isEmpty();
  }

  @Test
  void tiles_are_replaced_and_cleared() {
    write(change -> change.putTile(0, 1, bytes("tile", 1)));
    write(change -> change.putTile(0, 1, bytes("tile", 2)));
    rows.read(snapshot -> {
      assertThat(snapshot.tile(0, 1)).isEqualTo(bytes("tile", 2));
      return true;
    });
    write(change -> {
      change.clearTiles();
      change.putTile(1, 0, bytes("tile", 3));
    });
    rows.read(snapshot -> {
      assertThat(snapshot.tile(0, 1)).isNull();
      assertThat(snapshot.tile(1, 0)).isEqualTo(bytes("tile", 3));
      return true;
    });
  }

  @Test
  void events_are_numbered_from_zero_without_gaps() {
    write(change -> LongStream.range(0, 5).forEach(n -> change.appendEvent(n, bytes("e", n))));
    assertCorrupt(() -> write(change -> change.appendEvent(6, bytes("e", 6))));
    assertCorrupt(() -> write(change -> change.appendEvent(4, bytes("e", 4))));
    rows.read(snapshot -> {
      assertThat(eventNumbers(snapshot, 0)).containsExactly(0L, 1L, 2L, 3L, 4L);
      assertThat(eventNumbers(snapshot, 3)).containsExactly(3L, 4L);
      assertThat(eventNumbers(snapshot, 5)).isEmpty();
      return true;
    });
  }

  @Test
  void transaction_sees_its_own_changes() {
    write(change -> {
      change.putRow(row(2, 2));
      change.appendEvent(0, bytes("e", 0));
      assertSame(change.row(locator(2)), row(2, 2));
      assertThat(positions(change)).containsExactly(2L);
      assertThat(change.event(0)).isEqualTo(bytes("e", 0));
    });
  }

  @Test
  void throwing_body_changes_nothing() {
    write(change -> {
      change.putPart("header", bytes("old", 1));
      change.putRow(row(0, 1));
      change.putTile(0, 0, bytes("old", 2));
    });
    IllegalStateException thrown =
        catchThrowableOfType(IllegalStateException.class, () -> write(this::changeAndThrow));
    assertThat(thrown).hasMessage("on purpose");
    rows.read(snapshot -> {
      assertThat(snapshot.part("header")).isEqualTo(bytes("old", 1));
      assertThat(positions(snapshot)).containsExactly(0L);
      assertThat(snapshot.tile(0, 0)).isEqualTo(bytes("old", 2));
      assertThat(snapshot.event(0)).isNull();
      return true;
    });
    write(change -> change.appendEvent(0, bytes("e", 0)));
  }

  private void changeAndThrow(Transaction change) {
    change.putPart("header", bytes("new", 1));
    change.removeRow(0);
    change.putRow(row(1, 2));
    change.clearTiles();
    change.appendEvent(0, bytes("e", 0));
    throw new IllegalStateException("on purpose");
  }

  @Test
  void write_inside_a_write_is_our_mistake() {
    assertThatExceptionOfType(BugException.class)
        .isThrownBy(() -> write(outer -> write(inner -> inner.putPart("x", new byte[1]))));
    assertThat(part("x")).isNull();
  }

  @Test
  void read_inside_a_write_sees_the_state_before_it() {
    write(change -> change.putPart("x", bytes("old", 1)));
    write(change -> {
      change.putPart("x", bytes("new", 1));
      assertThat(part("x")).isEqualTo(bytes("old", 1));
    });
  }

  @Test
  void body_that_keeps_its_snapshot_is_our_mistake() {
    Snapshot kept = rows.<Snapshot>read(snapshot -> snapshot);
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> kept.part("x"));
    assertThatExceptionOfType(BugException.class).isThrownBy(kept::rows);
    Transaction change = rows.<Transaction>write(transaction -> transaction);
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> change.removeRow(1));
  }

  @Test
  void cursor_outliving_its_body_is_our_mistake() {
    write(change -> change.putRow(row(0, 1)));
    Cursor<SealedRow> kept = rows.<Cursor<SealedRow>>read(Snapshot::rows);
    assertThatExceptionOfType(BugException.class).isThrownBy(kept::next);
    kept.close();
  }

  @Test
  void reader_keeps_its_snapshot_while_another_connection_commits() {
    write(change -> change.putPart("x", bytes("old", 1)));
    try (SealedRows other = another()) {
      rows.read(snapshot -> {
        assertThat(snapshot.part("x")).isEqualTo(bytes("old", 1));
        other.write(change -> {
          change.putPart("x", bytes("new", 1));
          change.putRow(row(0, 1));
          return true;
        });
        assertThat(snapshot.part("x")).isEqualTo(bytes("old", 1));
        assertThat(positions(snapshot)).isEmpty();
        return true;
      });
    }
    assertThat(part("x")).isEqualTo(bytes("new", 1));
  }

  @Test
  void reader_does_not_wait_for_a_writer() throws InterruptedException {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(() ->
                write(change -> {
                  change.putPart("x", bytes("new", 1));
                  writing.countDown();
                  await(mayCommit);
                }));
    writing.await();
    assertThat(part("x")).isNull();
    mayCommit.countDown();
    writer.join();
    assertThat(part("x")).isEqualTo(bytes("new", 1));
  }

  @Test
  void writers_take_turns_and_lose_nothing() throws InterruptedException {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writers.add(Thread.ofPlatform().start(() -> appendMany(25)));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(rows.<List<Long>>read(snapshot -> eventNumbers(snapshot, 0))).hasSize(200);
  }

  private void appendMany(int count) {
    for (int i = 0; i < count; i++) {
      write(change -> {
        List<Long> numbers = eventNumbers(change, 0);
        change.appendEvent(numbers.size(), bytes("e", numbers.size()));
      });
    }
  }

  @Test
  void large_values_survive() {
    byte[] large = new byte[1 << 20];
    large[large.length - 1] = 7;
    write(change -> {
      change.putPart("large", large);
      change.putRow(new SealedRow(1, 255, locator(1), large));
    });
    assertThat(part("large")).isEqualTo(large);
    rows.read(snapshot -> {
      assertSame(snapshot.row(locator(1)), new SealedRow(1, 255, locator(1), large));
      return true;
    });
  }

  @Test
  void closing_twice_is_harmless_and_a_closed_store_is_not_used() {
    SealedRows other = another();
    other.close();
    other.close();
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> other.read(s -> true));
    assertThatExceptionOfType(BugException.class).isThrownBy(() -> other.write(c -> true));
  }

  /** Runs a body that returns nothing. */
  protected final void write(Consumer<Transaction> body) {
    rows.write(change -> {
      body.accept(change);
      return true;
    });
  }

  /** Returns a part, or null. */
  protected final byte @Nullable [] part(String name) {
    byte[][] found = new byte[1][];
    rows.read(snapshot -> {
      byte[] value = snapshot.part(name);
      found[0] = value == null ? new byte[0] : value;
      return value != null;
    });
    return found[0].length == 0 ? null : found[0];
  }

  private List<Long> positions() {
    return rows.read(SealedRowsContract::positions);
  }

  private static List<Long> positions(Snapshot snapshot) {
    List<Long> found = new ArrayList<>();
    try (Cursor<SealedRow> cursor = snapshot.rows()) {
      for (SealedRow row = cursor.next(); row != null; row = cursor.next()) {
        found.add(row.position());
      }
    }
    return found;
  }

  private static List<Long> eventNumbers(Snapshot snapshot, long first) {
    List<Long> found = new ArrayList<>();
    try (Cursor<StoredEvent> cursor = snapshot.events(first)) {
      for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
        assertThat(event.sealed()).isEqualTo(bytes("e", event.number()));
        found.add(event.number());
      }
    }
    return found;
  }

  private static SealedRow row(long position, long locator) {
    return new SealedRow(position, 1, locator(locator), bytes("sealed", locator));
  }

  private static byte[] locator(long n) {
    return ByteBuffer.allocate(32).putLong(24, n).array();
  }

  private static byte[] bytes(String label, long n) {
    return ByteBuffer.allocate(32).putLong(n).putInt(label.hashCode()).array();
  }

  private static void assertSame(@Nullable SealedRow actual, SealedRow expected) {
    assertThat(actual).isNotNull();
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  private static void assertCorrupt(Runnable action) {
    KeymasterException thrown = catchThrowableOfType(KeymasterException.class, action::run);
    assertThat(thrown.code()).isEqualTo(KeymasterException.Code.CORRUPT);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

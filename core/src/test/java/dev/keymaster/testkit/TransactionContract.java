package dev.keymaster.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.BugException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.SealedRows.Cursor;
import dev.keymaster.model.SealedRows.Snapshot;
import dev.keymaster.model.SealedRows.StoredEvent;
import dev.keymaster.model.SealedRows.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store of sealed rows keeps to where transactions meet: each sees one state, and becomes
 * durable as a whole or not at all. A part of {@link SealedRowsContract}.
 */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class TransactionContract {
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
  void a_body_returns_its_value() {
    assertThat(rows.<String>write(change -> "written")).isEqualTo("written");
    assertThat(rows.<String>read(snapshot -> "read")).isEqualTo("read");
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

  List<Long> positions() {
    return rows.read(TransactionContract::positions);
  }

  static List<Long> positions(Snapshot snapshot) {
    List<Long> found = new ArrayList<>();
    try (Cursor<SealedRow> cursor = snapshot.rows()) {
      for (SealedRow row = cursor.next(); row != null; row = cursor.next()) {
        found.add(row.position());
      }
    }
    return found;
  }

  static List<Long> eventNumbers(Snapshot snapshot, long first) {
    List<Long> found = new ArrayList<>();
    try (Cursor<StoredEvent> cursor = snapshot.events(first)) {
      for (StoredEvent event = cursor.next(); event != null; event = cursor.next()) {
        assertThat(event.sealed()).isEqualTo(bytes("e", event.number()));
        found.add(event.number());
      }
    }
    return found;
  }

  static SealedRow row(long position, long locator) {
    return new SealedRow(position, 1, locator(locator), bytes("sealed", locator));
  }

  static byte[] locator(long n) {
    return ByteBuffer.allocate(32).putLong(24, n).array();
  }

  static byte[] bytes(String label, long n) {
    return ByteBuffer.allocate(32).putLong(n).putInt(label.hashCode()).array();
  }

  static void assertSame(@Nullable SealedRow actual, SealedRow expected) {
    assertThat(actual).isNotNull();
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

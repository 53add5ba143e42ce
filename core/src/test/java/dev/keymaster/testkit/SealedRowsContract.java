package dev.keymaster.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every store of sealed rows keeps to; extend it and say how to open one. */
public abstract class SealedRowsContract extends TransactionContract {
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

  private static void assertCorrupt(Runnable action) {
    KeymasterException thrown = catchThrowableOfType(KeymasterException.class, action::run);
    assertThat(thrown.code()).isEqualTo(KeymasterException.Code.CORRUPT);
  }
}

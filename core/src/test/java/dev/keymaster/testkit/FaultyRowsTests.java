package dev.keymaster.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.testkit.FaultyRows.Fault;
import org.junit.jupiter.api.Test;

/** Without a fault it is the store it wraps; with one, exactly that call goes wrong. */
class FaultyRowsTests extends SealedRowsContract {
  private final MemoryRows memory = new MemoryRows();

  @Override
  protected SealedRows create() {
    return new FaultyRows(memory);
  }

  @Override
  protected SealedRows another() {
    return new FaultyRows(memory.another());
  }

  @Test
  void every_failing_call_leaves_the_old_state() {
    FaultyRows faulty = (FaultyRows) rows;
    write(FaultyRowsTests::changeEverything);
    assertThat(faulty.calls()).isEqualTo(7);
    memory.restore(new StoreContents());
    for (int n = 1; n <= 7; n++) {
      faulty.arm(Fault.FAIL, n);
      assertThatExceptionOfType(KeymasterException.class)
          .isThrownBy(() -> write(FaultyRowsTests::changeEverything));
      assertThat(memory.contents()).usingRecursiveComparison().isEqualTo(new StoreContents());
    }
  }

  @Test
  void torn_write_keeps_the_first_half() {
    FaultyRows faulty = (FaultyRows) rows;
    faulty.arm(Fault.TEAR, 2);
    write(FaultyRowsTests::changeEverything);
    assertThat(part("x")).containsExactly(1);
  }

  @Test
  void torn_read_and_cursor_return_the_first_half() {
    FaultyRows faulty = (FaultyRows) rows;
    write(change -> {
      change.putRow(new SealedRow(0, 1, new byte[32], new byte[4]));
      change.appendEvent(0, new byte[4]);
    });
    faulty.arm(Fault.TEAR, 1);
    assertThat(
            rows.<byte[]>read(s -> {
              try (SealedRows.Cursor<SealedRow> walk = s.rows()) {
                SealedRow row = walk.next();
                return row == null ? new byte[0] : row.sealed();
              }
            }))
        .hasSize(2);
    faulty.arm(Fault.TEAR, 1);
    assertThat(
            rows.<byte[]>read(s -> {
              try (SealedRows.Cursor<SealedRows.StoredEvent> walk = s.events(0)) {
                SealedRows.StoredEvent event = walk.next();
                return event == null ? new byte[0] : event.sealed();
              }
            }))
        .hasSize(2);
  }

  @Test
  void torn_commit_happens_but_is_reported_as_failed() {
    FaultyRows faulty = (FaultyRows) rows;
    faulty.arm(Fault.TEAR, 7);
    assertThatExceptionOfType(KeymasterException.class)
        .isThrownBy(() -> write(FaultyRowsTests::changeEverything));
    faulty.disarm();
    assertThat(part("x")).containsExactly(1, 2);
  }

  private static void changeEverything(SealedRows.Transaction change) {
    change.clearTiles();
    change.putPart("x", new byte[] {1, 2});
    change.putRow(new SealedRow(0, 1, new byte[32], new byte[2]));
    change.putTile(0, 0, new byte[32]);
    change.removeRow(0);
    change.appendEvent(0, new byte[2]);
  }
}

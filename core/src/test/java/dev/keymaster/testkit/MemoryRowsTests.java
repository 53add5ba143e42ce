package dev.keymaster.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.SealedRows;
import org.junit.jupiter.api.Test;

/** The store in memory keeps the contract, and can be damaged. */
class MemoryRowsTests extends SealedRowsContract {
  @Override
  protected SealedRows create() {
    return new MemoryRows();
  }

  @Override
  protected SealedRows another() {
    return ((MemoryRows) rows).another();
  }

  @Test
  void tampered_contents_are_served_and_can_be_put_back() {
    MemoryRows memory = (MemoryRows) rows;
    write(change -> change.putPart("x", new byte[] {1}));
    StoreContents before = memory.contents();
    memory.tamper(contents -> contents.parts().put("x", new byte[] {2}));
    assertThat(part("x")).containsExactly(2);
    memory.restore(before);
    assertThat(part("x")).containsExactly(1);
  }
}

package dev.keymaster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.Fields;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JournalTests {
  private static final Instant THEN = Instant.parse("2026-03-01T12:00:00Z");

  private static Entry entry(Kind kind, Stage stage) {
    return Entry.begin(kind, stage, FakeVendor.NAME, Trial.REF, THEN, new Holder(7, THEN));
  }

  @Test
  void an_empty_journal_is_no_document() {
    assertThat(Journal.of(null).encoded()).isEmpty();
  }

  @Test
  void it_reads_what_it_wrote() {
    Journal journal = Journal.of(null);
    for (Kind kind : Kind.values()) {
      for (Stage stage : Stage.values()) {
        Entry entry = entry(kind, stage).replacing(3, Duration.ofHours(24));
        String where = stage == Stage.MINTED ? "https://gate.example" : "";
        journal.add(entry.verifiedAt(where).failed(stage, "x".repeat(300), THEN.plusSeconds(1)));
      }
    }
    journal.close(2);
    Journal read = Journal.of(journal.encoded());
    assertThat(read.entries())
        .isEqualTo(journal.entries())
        .hasSize(Kind.values().length * Stage.values().length - 1);
    assertThat(read.entries().getFirst().failure()).hasSize(256);
    assertThat(read.add(entry(Kind.MINT, Stage.LOST)).number())
        .isEqualTo((long) Kind.values().length * Stage.values().length);
  }

  @Test
  void a_damaged_one_is_refused() {
    Journal journal = Journal.of(null);
    journal.add(entry(Kind.MINT, Stage.INTENDED));
    byte[] good = journal.encoded();
    int nothingUnderWay = 14;
    for (int length = 0; length < good.length; length++) {
      if (length == nothingUnderWay) {
        continue;
      }
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Journal.of(cut))
          .as("%d bytes", length)
          .isInstanceOf(KeymasterException.class);
    }
    byte[] entry = Arrays.copyOfRange(good, 20, good.length);
    byte[] doubled = new Fields().u64(1, 1).bytes(2, entry).bytes(2, entry).encoded();
    assertThatThrownBy(() -> Journal.of(doubled)).isInstanceOf(KeymasterException.class);
    byte[] ahead = new Fields().u64(1, 0).bytes(2, entry).encoded();
    assertThatThrownBy(() -> Journal.of(ahead)).isInstanceOf(KeymasterException.class);
  }

  @Test
  void it_refuses_to_grow_beyond_a_document() {
    Journal journal = Journal.of(null);
    for (int i = 0; i < Journal.MOST; i++) {
      journal.add(entry(Kind.REVOKE, Stage.ENDING).failed(Stage.ENDING, "x".repeat(256), THEN));
    }
    assertThat(journal.encoded()).hasSizeLessThan(1 << 20);
    assertThatThrownBy(() -> journal.add(entry(Kind.MINT, Stage.INTENDED)))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
  }
}

package dev.keymaster.vault;

import dev.keymaster.audit.Checkpoint;
import dev.keymaster.audit.LogCheck;
import dev.keymaster.audit.LogTiles;
import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.audit.SignedNote;
import dev.keymaster.audit.TileComparison;
import dev.keymaster.audit.TileWriter;
import dev.keymaster.audit.VerifierKey;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VerifyReport;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads and checks everything there is, and names what is wrong instead of stopping at it. */
public final class Verification {
  private final Reading reading;
  private final List<String> findings = new ArrayList<>();
  private long keys;
  private long versions;
  private long events;
  private long rows;

  private Verification(Reading reading) {
    this.reading = reading;
  }

  /** Checks the whole vault as {@code reading} sees it. */
  public static VerifyReport of(Reading reading) {
    reading.forgetChecked();
    Verification verification = new Verification(reading);
    verification.checkKeys();
    verification.checkDocuments();
    verification.checkRows();
    verification.checkLog();
    return new VerifyReport(
        verification.keys,
        verification.versions,
        verification.events,
        List.copyOf(verification.findings));
  }

  private void checkKeys() {
    for (int i = 0; i < reading.head.segments(); i++) {
      int number = i;
      attempt(() -> {
        IndexSegment segment = reading.segment(number);
        rows++;
        segment.keys().forEach(this::checkKey);
      });
    }
  }

  private void checkKey(KeySummary listed) {
    attempt(() -> {
      KeyEntry entry = reading.lookUp(listed.environment(), listed.name());
      if (entry == null) {
        findings.add(
            "km://" + listed.environment() + "/" + listed.name() + " is missing in the file");
        return;
      }
      keys++;
      rows++;
      if (!IndexSegment.summarise(entry.record()).equals(listed)) {
        findings.add(entry.record().ref() + " is not as the index lists it");
      }
      entry.versions().stream()
          .filter(VersionEntry::live)
          .forEach(version -> checkVersion(entry, version));
    });
  }

  private void checkVersion(KeyEntry entry, VersionEntry version) {
    attempt(() -> {
      try (Secret value = reading.value(entry, version)) {
        if (value.length() != version.shown().length()) {
          findings.add(entry.record().ref() + "#" + version.number() + " has a wrong length");
        }
        versions++;
        rows += 2;
      }
    });
  }

  private void checkDocuments() {
    for (String name : reading.documents) {
      attempt(() -> {
        byte[] content = reading.document(name);
        if (content != null) {
          Arrays.fill(content, (byte) 0);
          rows++;
        }
      });
    }
  }

  private void checkRows() {
    long stored = 0;
    try (SealedRows.Cursor<SealedRow> all = reading.rows.rows()) {
      for (SealedRow row = all.next(); row != null; row = all.next()) {
        stored++;
      }
    }
    attempt(() -> {
      try (SealedRows.Cursor<SealedRow> all = reading.rows.rows()) {
        reading.tree.checkAll(all);
      }
    });
    if (findings.isEmpty() && stored != rows) {
      findings.add((stored - rows) + " rows of the file belong to nothing in it");
    }
  }

  private void checkLog() {
    LogState state = reading.head.logState();
    MerkleFrontier log = new MerkleFrontier();
    TileComparison comparison = new TileComparison(reading.rows::tile);
    TileWriter tiles = new TileWriter(comparison);
    Consumer<byte[]> leaves =
        leaf -> {
          log.append(leaf);
          if (state != null && tiles.size() < state.signed()) {
            tiles.append(leaf);
          }
        };
    pruned(state == null ? 0 : state.pruned(), leaves);
    try (SealedRows.Cursor<SealedRows.StoredEvent> all = reading.rows.events(log.size())) {
      for (var event = all.next(); event != null; event = all.next()) {
        checkEvent(event, log.size(), leaves);
      }
    }
    MerkleFrontier expected = reading.head.log();
    if (log.size() != expected.size()) {
      findings.add("the log has " + log.size() + " events instead of " + expected.size());
    } else if (!MessageDigest.isEqual(log.root(), expected.root()) && findings.isEmpty()) {
      findings.add("the log's events are not the ones that were recorded");
    }
    tiles.flush();
    if (findings.isEmpty() && !comparison.holds()) {
      findings.add("hashes of the log were changed in the vault file");
    }
    if (state != null) {
      checkCheckpoint(state);
    }
  }

  /** Of events that were pruned only the hashes are left. */
  private void pruned(long below, Consumer<byte[]> leaves) {
    LogTiles tiles = new LogTiles(reading.rows::tile);
    for (long number = 0; number < below; number++) {
      byte[] leaf = tiles.leaf(number);
      leaves.accept(leaf == null ? new byte[MerkleFrontier.HASH] : leaf);
    }
  }

  private void checkEvent(SealedRows.StoredEvent event, long number, Consumer<byte[]> leaves) {
    attempt(() -> {
      if (event.number() != number) {
        findings.add("event " + number + " of the log is missing");
      }
      leaves.accept(MerkleFrontier.leaf(event.sealed()));
      reading.openEvent(event.number(), event.sealed());
      events++;
    });
  }

  /** The checkpoint is for those who cannot look into the head; it must say the same. */
  private void checkCheckpoint(LogState state) {
    attempt(() -> {
      byte[] note = reading.rows.part(LogCheck.PART);
      if (note == null) {
        throw KeymasterException.corrupt("the log has no checkpoint");
      }
      VerifierKey key = reading.verifier(state);
      Checkpoint checkpoint =
          SignedNote.parse(new String(note, StandardCharsets.UTF_8)).checkpoint(key);
      if (!checkpoint.says(state.signed(), state.root(), state.pruned())) {
        findings.add("the log's checkpoint is not the one that was signed last");
      }
    });
  }

  private void attempt(Runnable check) {
    try {
      check.run();
    } catch (KeymasterException e) {
      findings.add(e.getMessage());
    }
  }
}

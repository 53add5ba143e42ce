package dev.keymaster.vault;

import dev.keymaster.audit.MerkleFrontier;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRow;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VerifyReport;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        segment.entries().values().forEach(this::checkKey);
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
    attempt(reading::checkRows);
    if (findings.isEmpty() && stored != rows) {
      findings.add((stored - rows) + " rows of the file belong to nothing in it");
    }
  }

  private void checkLog() {
    MerkleFrontier log = new MerkleFrontier();
    try (SealedRows.Cursor<SealedRows.StoredEvent> all = reading.rows.events(0)) {
      for (var event = all.next(); event != null; event = all.next()) {
        checkEvent(event, log);
      }
    }
    MerkleFrontier expected = reading.head.log();
    if (log.size() != expected.size()) {
      findings.add("the log has " + log.size() + " events instead of " + expected.size());
    } else if (!MessageDigest.isEqual(log.root(), expected.root()) && findings.isEmpty()) {
      findings.add("the log's events are not the ones that were recorded");
    }
  }

  private void checkEvent(SealedRows.StoredEvent event, MerkleFrontier log) {
    attempt(() -> {
      if (event.number() != log.size()) {
        findings.add("event " + log.size() + " of the log is missing");
      }
      log.append(MerkleFrontier.leaf(event.sealed()));
      reading.openEvent(event.number(), event.sealed());
      events++;
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

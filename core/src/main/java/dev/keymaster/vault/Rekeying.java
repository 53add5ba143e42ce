package dev.keymaster.vault;

import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.SealedRow;
import java.util.Arrays;

/**
 * Seals every row of a vault anew under the next generation of keys, each in its position. Values
 * stay sealed under their version's secret and only move to their new locator.
 */
final class Rekeying {
  private final Writing commit;
  private final Keyset next;
  private final Randomness randomness;

  Rekeying(Writing commit, Keyset next, Randomness randomness) {
    this.commit = commit;
    this.next = next;
    this.randomness = randomness;
  }

  void run() {
    commit.forgetChecked();
    commit.checkRows();
    for (int i = 0; i < commit.head.segments(); i++) {
      IndexSegment segment = commit.segment(i);
      segment.keys().forEach(this::move);
      move(i, segment);
    }
    commit.documents.forEach(this::move);
  }

  private void move(String document) {
    byte[] content = commit.document(document);
    if (content != null) {
      byte[] sealed = Document.seal(next, commit.vault, document, content, randomness);
      Arrays.fill(content, (byte) 0);
      move(RowKind.DOCUMENT, Places.documentLocator(document), sealed);
    }
  }

  private void move(int number, IndexSegment segment) {
    byte[] sealed = segment.seal(next, commit.vault, number, randomness);
    move(RowKind.SEGMENT, Places.segmentLocator(number), sealed);
  }

  private void move(KeySummary listed) {
    EnvironmentName environment = listed.environment();
    KeyName name = listed.name();
    KeyEntry entry = commit.require(environment, name);
    for (VersionEntry version : entry.versions()) {
      if (version.live()) {
        move(entry, version);
      }
    }
    byte[] sealed = entry.seal(next, commit.vault, randomness);
    move(RowKind.KEY, Places.keyLocator(environment, name), sealed);
  }

  private void move(KeyEntry entry, VersionEntry version) {
    int number = version.number();
    byte[] context = Places.secret(commit.vault, entry, number, next.generation());
    try (SealingKey secret = commit.versionSecret(entry, version)) {
      byte[] raw = secret.encoded();
      byte[] sealed =
          next.environment(entry.record().environment())
              .seal("key", "secret", context, raw, randomness);
      Arrays.fill(raw, (byte) 0);
      byte[] value = commit.valueEnvelope(entry, version);
      move(RowKind.VALUE, Places.versionLocator(RowKind.VALUE, entry.id(), number), value);
      move(RowKind.SECRET, Places.versionLocator(RowKind.SECRET, entry.id(), number), sealed);
    }
  }

  /** Puts a row back in its position, under the locator that the next keys give it. */
  private void move(RowKind kind, byte[] place, byte[] sealed) {
    SealedRow old = commit.read(kind, place);
    if (old == null) {
      throw StateTree.tampered();
    }
    commit.replace(new SealedRow(old.position(), kind.tag(), next.locate(place), sealed));
  }
}

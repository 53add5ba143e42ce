package dev.keymaster.guard;

import dev.keymaster.crypto.SealedFileReader;
import dev.keymaster.crypto.SealedFileWriter;
import dev.keymaster.guard.CopyIndex.Entry;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Backup;
import dev.keymaster.vault.BackupRecords;
import dev.keymaster.vault.Commit;
import dev.keymaster.vault.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies of keys made before they are removed, re-keyed or overwritten, kept for a while beside the
 * vault. Each file is sealed under a key of its own that only the vault holds, so what is erased
 * for good is erased in the copies too: their keys are forgotten in the same commit.
 */
public final class SafetyCopies {
  /** How long a copy is kept. */
  public static final Duration KEPT = Duration.ofDays(30);

  /** How many are kept. */
  static final int MOST = 100;

  private static final String CONTENT = "safety-copy";
  private static final int ID_LENGTH = 16;
  private static final int KEY_LENGTH = 32;

  private final Vault vault;
  private final Asking asking;
  private final Ports ports;
  private final CopyFiles files;

  SafetyCopies(Vault vault, Asking asking, Ports ports, CopyFiles files) {
    this.vault = vault;
    this.asking = asking;
    this.ports = ports;
    this.files = files;
  }

  /** Returns the copies that can be restored, oldest first. */
  public List<SafetyCopy> list() {
    asking.demand(asking.about(Operation.BACKUP));
    Instant oldest = ports.clock().instant().minus(KEPT);
    return vault.read(CopyIndex::read).stream()
        .map(Entry::copy)
        .filter(copy -> copy.made().isAfter(oldest))
        .toList();
  }

  /**
   * Copies a key, if it is there and the caller may remove it. Nothing is removed if this fails; a
   * person who has to allow it is asked here, as for the removal itself.
   */
  public void beforeRemoving(EnvironmentName environment, KeyName name) {
    Optional<KeyRecord> found =
        vault.read(reading -> Optional.ofNullable(reading.find(environment, name)));
    found.ifPresent(key -> {
      asking.intend(commit -> asking.removing(commit, key.ref()));
      keep("remove", List.of(key));
    });
  }

  /** Copies those of the keys that are there and get a new version. */
  public void beforeImporting(List<NewKey> keys) {
    List<KeyRecord> there =
        vault.read(reading ->
            keys.stream()
                .filter(key -> key.mode() != NewKey.Mode.CREATE)
                .flatMap(key -> Stream.ofNullable(reading.find(key.environment(), key.name())))
                .toList());
    if (!there.isEmpty()) {
      asking.intend(commit -> asking.storing(commit, keys));
      keep("import", there);
    }
  }

  /** Copies the keys that a restore may overwrite. */
  public void beforeRestoring(Selection selection) {
    asking.intend(commit -> List.of(asking.about(Operation.RESTORE)));
    keep("restore", chosen(selection));
  }

  /** Copies all keys. */
  public void beforeRekeying() {
    asking.intend(commit -> List.of(asking.about(Operation.REKEY)));
    keep("rekey", chosen(Selection.ALL));
  }

  /** Whoever asks: what he may not see is not shown to him either. */
  private List<KeyRecord> chosen(Selection selection) {
    return vault.read(reading ->
        reading.list().stream()
            .filter(key -> selection.includes(key.environment(), key.service(), key.name()))
            .map(key -> reading.existing(key.environment(), key.name()))
            .toList());
  }

  private void keep(String reason, List<KeyRecord> keys) {
    if (keys.isEmpty() || !files.kept()) {
      return;
    }
    String id = HexFormat.of().formatHex(ports.randomness().bytes(ID_LENGTH));
    Instant now = ports.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    List<KeyRef> refs = keys.stream().map(KeyRecord::ref).toList();
    try (Secret key = Secret.taking(ports.randomness().bytes(KEY_LENGTH))) {
      files.write(id, out -> write(refs, key, now, out));
      SafetyCopy copy = new SafetyCopy(id, now, reason, keys.size());
      remember(new Entry(copy, key, CopyIndex.names(refs)));
    } catch (RuntimeException e) {
      files.remove(id);
      throw e;
    }
  }

  private void write(List<KeyRef> keys, Secret key, Instant now, OutputStream out)
      throws IOException {
    SealedFileWriter file = SealedFileWriter.keyed(out, CONTENT, key, now, ports.randomness());
    try {
      vault.read(reading -> {
        try {
          return Backup.write(reading, keys, file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    file.finish();
  }

  /** Adds the copy, forgets those that are too old or too many. */
  private void remember(Entry entry) {
    Instant oldest = entry.copy().made().minus(KEPT);
    Set<String> left =
        vault.commit(commit -> {
          List<Entry> there = CopyIndex.read(commit);
          Set<String> extra = new HashSet<>();
          for (int i = 0; i < there.size(); i++) {
            SafetyCopy copy = there.get(i).copy();
            if (copy.made().isBefore(oldest) || i <= there.size() - MOST) {
              extra.add(copy.id());
            }
          }
          CopyIndex.forget(commit, old -> extra.contains(old.copy().id()));
          CopyIndex.add(commit, entry);
          String what = entry.copy().keys() + " keys";
          asking.record(commit, EventKind.BACKUP, what, "copy before " + entry.copy().reason());
          return CopyIndex.read(commit).stream()
              .map(known -> known.copy().id())
              .collect(Collectors.toSet());
        });
    files.sweep(left, oldest);
  }

  /**
   * Brings the chosen keys of a copy back, like a restore from a backup.
   *
   * @param id of the copy, or its beginning; NOT_FOUND if no copy has it
   */
  public RestoreReport restore(String id, Selection selection) {
    Entry entry = entry(id);
    try (Secret key = entry.key();
        SealedFileReader file =
            SealedFileReader.keyed(files.open(entry.copy().id()), CONTENT, key)) {
      return asking.commitAlone(
          Operation.RESTORE, commit -> restored(commit, entry.copy(), selection, file));
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private RestoreReport restored(
      Commit commit, SafetyCopy copy, Selection selection, InputStream file) {
    try {
      RestoreReport report = Backup.read(commit, selection, BackupRecords.own(file));
      String counts = report.created() + " created, " + report.updated() + " updated";
      asking.record(commit, EventKind.RESTORE, counts, "copy before " + copy.reason());
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Entry entry(String id) {
    List<Entry> matching =
        vault.read(CopyIndex::read).stream()
            .filter(entry -> !id.isEmpty() && entry.copy().id().startsWith(id))
            .toList();
    if (matching.size() != 1) {
      throw new KeymasterException(
          matching.isEmpty() ? Code.NOT_FOUND : Code.CONFLICT,
          (matching.isEmpty() ? "no safety copy " : matching.size() + " safety copies match ")
              + Printable.quote(id),
          "keymaster vault backup --list");
    }
    return matching.getFirst();
  }

  private static KeymasterException unreadable(Exception e) {
    return new KeymasterException(
        Code.FAILURE, "could not read the safety copy", "check the disk, then try again", e);
  }
}

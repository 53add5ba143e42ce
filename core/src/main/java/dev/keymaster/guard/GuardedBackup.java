package dev.keymaster.guard;

import dev.keymaster.crypto.PassphraseRules;
import dev.keymaster.crypto.PasswordKdf;
import dev.keymaster.crypto.SealedFileReader;
import dev.keymaster.crypto.SealedFileWriter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Ports;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import dev.keymaster.policy.Operation;
import dev.keymaster.vault.Backup;
import dev.keymaster.vault.BackupRecords;
import dev.keymaster.vault.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Backups of an open vault, recorded before the first byte of one is written. */
final class GuardedBackup {
  private final Guard guard;
  private final Asking asking;
  private final Vault vault;

  GuardedBackup(Guard guard, Asking asking, Vault vault) {
    this.asking = asking;
    this.guard = guard;
    this.vault = vault;
  }

  int write(Ports ports, Selection selection, Secret passphrase, OutputStream out) {
    try (passphrase;
        Secret normal = SlotMaterial.of(SlotKind.PASSPHRASE, passphrase)) {
      PassphraseRules.check(normal);
      List<KeyRef> chosen = guard.chosen(selection).stream().map(KeySummary::ref).toList();
      asking.commit(
          Operation.BACKUP,
          commit -> {
            asking.record(commit, EventKind.BACKUP, chosen.size() + " keys", "");
            return chosen;
          });
      SealedFileWriter file =
          SealedFileWriter.start(
              out,
              Backup.CONTENT,
              normal,
              PasswordKdf.standard(),
              ports.clock().instant(),
              ports.randomness());
      int written = vault.read(reading -> unchecked(() -> Backup.write(reading, chosen, file)));
      file.finish();
      return written;
    } catch (IOException e) {
      throw failed("write the backup", e);
    }
  }

  RestoreReport restore(Selection selection, Secret passphrase, InputStream in, Runnable first) {
    try (passphrase;
        Secret normal = SlotMaterial.of(SlotKind.PASSPHRASE, passphrase);
        SealedFileReader file = brought(in, normal)) {
      BackupRecords records = BackupRecords.brought(file);
      first.run();
      return asking.commitAlone(
          Operation.RESTORE,
          commit -> {
            RestoreReport report = unchecked(() -> Backup.read(commit, selection, records));
            String counts = report.created() + " created, " + report.updated() + " updated";
            asking.record(commit, EventKind.RESTORE, counts, "");
            return report;
          });
    } catch (IOException e) {
      throw failed("read the backup", e);
    }
  }

  /** Opens a file that is no part of the vault, whatever is wrong with it. */
  private static SealedFileReader brought(InputStream in, Secret passphrase) throws IOException {
    try {
      return SealedFileReader.open(in, Backup.CONTENT, passphrase);
    } catch (KeymasterException e) {
      throw e.ofBroughtFile();
    }
  }

  private interface Streaming<T> {
    T run() throws IOException;
  }

  private static <T> T unchecked(Streaming<T> body) {
    try {
      return body.run();
    } catch (IOException e) {
      throw failed("stream the backup", e);
    }
  }

  private static KeymasterException failed(String what, IOException e) {
    return new KeymasterException(
        Code.FAILURE, "could not " + what, "check the disk and the path, then try again", e);
  }
}

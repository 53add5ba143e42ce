package dev.keymaster.wire;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/**
 * Backups by an agent. One that is larger than a request may be is written or read by the engine in
 * this process, which opens the vault itself for it.
 */
record RemoteBackups(RemoteEngine engine, Vault local) {
  int write(Selection selection, Secret passphrase, OutputStream out) {
    try (passphrase) {
      HttpResponse answer =
          engine.ask(agent ->
              agent.send("POST", "/v1/backup", about(selection).add("passphrase", passphrase)));
      if (answer.status() == CommandAnswer.NOT_HERE) {
        return local.backup(selection, passphrase.copy(), out);
      }
      try (Pairs pairs = Pairs.of(answer.body())) {
        return written(pairs, out);
      }
    }
  }

  private static Pairs about(Selection selection) {
    return new Pairs().add(ValueCodec.ABOUT, SafetyCodec.selection(selection).bytes());
  }

  @RevealsSecret("a backup is sealed: it is no secret, but the last pair")
  private static int written(Pairs pairs, OutputStream out) {
    JsonObject about = ValueCodec.about(pairs);
    int keys = about.integer("keys");
    about.end();
    try (Secret backup = ValueCodec.value(pairs.all(), 0)) {
      out.write(backup.reveal());
      return keys;
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  RestoreReport restore(Selection selection, Secret passphrase, InputStream in) {
    try (passphrase) {
      byte[] backup = in.readNBytes(SafetyCodec.LARGEST_BACKUP + 1);
      if (backup.length > SafetyCodec.LARGEST_BACKUP) {
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(backup), in);
        return local.restore(selection, passphrase.copy(), whole);
      }
      HttpResponse answer =
          engine.askOpen(agent ->
              agent.send(
                  "POST",
                  "/v1/restore",
                  about(selection).add("passphrase", passphrase).add("backup", backup)));
      return SafetyCodec.restored(JsonReader.object(answer.body()));
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private static KeymasterException failed(String what, IOException e) {
    return new KeymasterException(
        Code.FAILURE,
        "could not " + what + " the backup",
        "check the disk and the path, then try again",
        e);
  }
}

package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vault backup FILE}. */
@Command(
    description =
        "All keys with all their versions, or those that --env, --service and --name choose, sealed"
            + " under a passphrase of its own. Never overwrites a file. Copies that Keymaster made by"
            + " itself before something was removed, re-keyed or overwritten are shown by --list and"
            + " brought back by keymaster vault restore --copy.",
    footer = {
      "  keymaster vault backup ~/keys-2026-11.kmbackup",
      "  keymaster vault backup prod.kmbackup --env prod --new-passphrase-file phrase.txt",
      "  keymaster vault backup --list"
    })
final class VaultBackupVerb extends Verb {
  @Parameters(paramLabel = "FILE", arity = "0..1", description = "file to make, mode 0600")
  @Nullable String file;

  @Option(names = "--list", description = "show the copies that were made by themselves")
  boolean list;

  @Mixin SelectionOptions chosen = new SelectionOptions();
  @Mixin NewPassphrase passphrase = new NewPassphrase();

  @Override
  int run(Session session) throws IOException {
    if (list) {
      return list(session);
    }
    if (file == null) {
      throw KeymasterException.usage("FILE is missing", "keymaster vault backup FILE, or --list");
    }
    Path target = session.world().directory().resolve(file);
    NewFile.demandFree(target);
    session.engine().vault().unlock();
    Secret secret = passphrase.read(session, "passphrase of the backup");
    int keys = write(session, target, secret);
    if (session.output().json()) {
      session
          .output()
          .json(Json.document("backup").set("file", target.toString()).set("keys", keys));
    } else {
      session.output().note("backed up " + keys + (keys == 1 ? " key" : " keys") + " to " + target);
    }
    return 0;
  }

  private static int list(Session session) {
    List<SafetyCopy> copies = session.engine().vault().copies();
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("copies")
                  .objects("copies", copies.stream().map(VaultBackupVerb::json).toList()));
    } else if (copies.isEmpty()) {
      session.output().note("no copies: nothing was removed, re-keyed or overwritten lately");
    } else {
      session.print(table(session, copies));
    }
    return 0;
  }

  private static Table table(Session session, List<SafetyCopy> copies) {
    Table table = new Table("COPY", "MADE", "BEFORE", "KEYS");
    for (SafetyCopy copy : copies) {
      table.row(
          copy.id().substring(0, 8),
          Ages.ago(copy.made(), session.now()),
          copy.reason(),
          Integer.toString(copy.keys()));
    }
    return table;
  }

  private static Json json(SafetyCopy copy) {
    return Json.object()
        .set("id", copy.id())
        .set("made", copy.made())
        .set("before", copy.reason())
        .set("keys", copy.keys());
  }

  /** A file that could not be finished is taken away; one that is reported is on the disk. */
  private int write(Session session, Path target, Secret secret) throws IOException {
    FileChannel channel = NewFile.create(target);
    boolean done = false;
    try (channel;
        OutputStream out = Channels.newOutputStream(channel)) {
      int keys = session.engine().vault().backup(chosen.selection(globals), secret, out);
      NewFile.flush(channel, target);
      done = true;
      return keys;
    } finally {
      if (!done) {
        Files.deleteIfExists(target);
      }
    }
  }
}

package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vault restore FILE}. */
@Command(
    description =
        "Keys that are not there are made; a key with another value gets the backup's as a new"
            + " version, so that nothing is lost. Needs a vault to restore into.",
    footer = {
      "  keymaster vault restore ~/keys-2026-11.kmbackup",
      "  keymaster vault restore keys.kmbackup --env prod --name openai",
      "  keymaster vault restore --copy 3f9a21bc"
    })
final class VaultRestoreVerb extends Verb {
  private static final int LONGEST = 1 << 14;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "file that keymaster vault backup made")
  @Nullable String file;

  @Option(
      names = "--copy",
      paramLabel = "COPY",
      description = "a copy that keymaster vault backup --list shows, instead of a file")
  @Nullable String copy;

  @Option(
      names = "--backup-passphrase-fd",
      paramLabel = "N",
      description = "read the backup's passphrase from this file descriptor")
  @Nullable String fromFd;

  @Option(
      names = "--backup-passphrase-file",
      paramLabel = "PATH",
      description = "read the backup's passphrase from this file")
  @Nullable String fromFile;

  @Mixin SelectionOptions chosen = new SelectionOptions();

  @Override
  int run(Session session) throws IOException {
    if (copy != null && file == null) {
      report(session, session.engine().vault().restoreCopy(copy, chosen.selection(globals)));
      return 0;
    }
    if (file == null || copy != null) {
      throw KeymasterException.usage(
          "one of FILE and --copy", "keymaster vault backup --list shows the copies");
    }
    Path source = session.world().directory().resolve(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source))) {
      session.engine().vault().unlock();
      Secret secret = passphrase(session);
      report(session, session.engine().vault().restore(chosen.selection(globals), secret, in));
    }
    return 0;
  }

  private Secret passphrase(Session session) {
    SecretReader reader = new SecretReader("passphrase", LONGEST, false);
    if (fromFd != null) {
      return reader.descriptor(session.world(), fromFd);
    }
    return fromFile != null
        ? reader.file(session.world().directory().resolve(fromFile))
        : session
            .person()
            .secret("Passphrase of the backup: ", "--backup-passphrase-file PATH gives it unasked");
  }

  private static void report(Session session, RestoreReport report) {
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("restore")
                  .set("created", report.created())
                  .set("updated", report.updated())
                  .set("unchanged", report.unchanged()));
      return;
    }
    session
        .output()
        .note(
            "restored: %d new, %d with a new version, %d unchanged"
                .formatted(report.created(), report.updated(), report.unchanged()));
  }
}

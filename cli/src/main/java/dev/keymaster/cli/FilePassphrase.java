package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The passphrase of a file that another program sealed: given, or asked for. */
final class FilePassphrase {
  private static final int LONGEST = 1 << 14;

  @Option(
      names = "--file-passphrase-fd",
      paramLabel = "N",
      description = "read the passphrase of FILE from this file descriptor")
  @Nullable String fromFd;

  @Option(
      names = "--file-passphrase-file",
      paramLabel = "PATH",
      description = "read the passphrase of FILE from this file")
  @Nullable String fromFile;

  @Option(
      names = "--identity",
      paramLabel = "PATH",
      description = "a key file of age, for a FILE that is sealed for its holder")
  @Nullable String identity;

  /** Returns the content of the key file, which the caller zeroes. */
  byte[] identities(Session session) throws IOException {
    if (identity == null) {
      throw KeymasterException.usage(
          "a key of age opens the file, no passphrase", "--identity PATH names its file");
    }
    return WholeInput.read(session, identity, "is it a key file of age?");
  }

  /** Returns it; the caller closes it. */
  Secret read(Session session, String file) {
    SecretReader reader = new SecretReader("passphrase", LONGEST, false);
    if (fromFd != null) {
      return reader.descriptor(session.world(), fromFd);
    }
    if (fromFile != null) {
      return reader.file(session.world().directory().resolve(fromFile));
    }
    return session
        .person()
        .secret(
            "Passphrase of " + file + ": ",
            "--file-passphrase-file PATH or --file-passphrase-fd N gives it unasked");
  }
}

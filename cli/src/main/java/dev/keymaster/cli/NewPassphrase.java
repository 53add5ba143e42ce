package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A passphrase that is being set: given by a descriptor or a file, or typed twice. */
final class NewPassphrase {
  private static final int LONGEST = 1 << 14;

  /** Before it is typed again; the engine looks closer. */
  private static final int SHORTEST = 12;

  @Option(
      names = "--new-passphrase-fd",
      paramLabel = "N",
      description = "read the new passphrase from this file descriptor")
  @Nullable String fromFd;

  @Option(
      names = "--new-passphrase-file",
      paramLabel = "PATH",
      description = "read the new passphrase from this file")
  @Nullable String fromFile;

  /** Tells whether it was said where it comes from. */
  boolean given() {
    return fromFd != null || fromFile != null;
  }

  /**
   * Returns it; the caller closes it.
   *
   * @param what how prompts call it: {@code passphrase of the backup}
   */
  Secret read(Session session, String what) {
    SecretReader reader = new SecretReader("passphrase", LONGEST, false);
    if (fromFd != null) {
      return reader.descriptor(session.world(), fromFd);
    }
    if (fromFile != null) {
      return reader.file(session.world().directory().resolve(fromFile));
    }
    return typedTwice(session, what);
  }

  static Secret typedTwice(Session session, String what) {
    String otherwise = "--new-passphrase-file PATH or --new-passphrase-fd N gives it unasked";
    Secret first = session.person().secret("New " + what + ": ", otherwise);
    if (first.length() < SHORTEST) {
      first.close();
      throw KeymasterException.usage(
          "passphrase is shorter than " + SHORTEST + " characters",
          "four or more random words make a good one");
    }
    try (Secret second = session.person().secret("The same again: ", otherwise)) {
      if (first.sameAs(second)) {
        return first;
      }
    }
    first.close();
    throw KeymasterException.usage("the two passphrases differ, nothing changed", "try again");
  }
}

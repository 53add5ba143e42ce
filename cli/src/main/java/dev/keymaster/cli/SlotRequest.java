package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.NewSlot.Kdf;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said about a slot that is to be made. */
final class SlotRequest {
  static final List<String> KINDS = Arrays.stream(SlotKind.values()).map(SlotKind::word).toList();

  @Option(
      names = "--key-file",
      paramLabel = "PATH",
      description = "where the key file is written; never overwrites")
  @Nullable String keyFile;

  @Option(
      names = "--kdf",
      paramLabel = "KDF",
      description = "how a passphrase is stretched: argon2id (the default) or pbkdf2")
  String kdf = "argon2id";

  /** Reads the word of a kind, such as {@code key-file}. */
  static SlotKind kind(String word) {
    return Arrays.stream(SlotKind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            KeymasterException.usage(
                "no such kind of slot: " + Printable.quote(word),
                "one of " + String.join(", ", KINDS)));
  }

  /**
   * Makes the slot.
   *
   * @param label what to call it; null for the usual
   * @param passphrase of a passphrase slot, which the engine closes; null for the others
   */
  NewSlot slot(
      Session session, SlotKind kind, @Nullable String label, @Nullable Secret passphrase) {
    if (kind == SlotKind.KEY_FILE) {
      return new NewSlot(kind, path(session), null, kdf());
    }
    return new NewSlot(kind, label == null ? kind.word() : label, passphrase, kdf());
  }

  private String path(Session session) {
    if (keyFile == null) {
      throw KeymasterException.usage(
          "where shall the key file be?", "--key-file PATH, outside of any git work tree");
    }
    return session.world().directory().resolve(keyFile).normalize().toString();
  }

  Kdf kdf() {
    return switch (kdf.toLowerCase(Locale.ROOT)) {
      case "argon2id" -> Kdf.ARGON2ID;
      case "pbkdf2" -> Kdf.PBKDF2;
      default ->
          throw KeymasterException.usage(
              "no such KDF: " + Printable.quote(kdf), "argon2id or pbkdf2");
    };
  }
}

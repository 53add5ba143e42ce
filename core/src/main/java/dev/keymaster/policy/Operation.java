package dev.keymaster.policy;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be asked of a vault; the words stand in policies. */
public enum Operation {
  /** Names and details of keys, in a list. */
  LIST,
  /** Details of one key. */
  SHOW,
  /** A value to a caller. */
  REVEAL,
  /** A value into the environment of a child process. */
  DELIVER,
  /** A value to its own provider, to ask whether it is good. */
  VERIFY,
  /** A new key, or a new version of one. */
  STORE,
  /** Other details of a key. */
  EDIT,
  /** An earlier version made current again. */
  ROLLBACK,
  /** One version destroyed. */
  DESTROY,
  /** A key removed with all its versions. */
  REMOVE,
  /** A backup written. */
  BACKUP,
  /** A backup read back, or an older vault file accepted. */
  RESTORE,
  /** Keys leaving in clear. */
  EXPORT,
  /** Unlock slots added, removed or changed. */
  SLOTS,
  /** All keys of the vault replaced. */
  REKEY,
  /** This policy changed. */
  POLICY,
  /** Second factors enrolled or removed. */
  MFA,
  /** Sessions of others ended. */
  SESSION,
  /** Requests of others allowed. */
  APPROVE,
  /** The log read. */
  AUDIT,
  /** A key made at its provider. */
  MINT,
  /** A key replaced by a new one, at its provider too. */
  ROTATE,
  /** A key ended at its provider. */
  REVOKE,
  /** A provider asked what keys used. */
  USAGE,
  /** The credential that manages keys at a provider stored or forgotten. */
  PROVIDER,
  /** Releases frozen, and keys stopped at their providers. */
  PANIC,
  /** The freeze ended. */
  THAW,
  /** The new value of a rotated key to the program that is told of it. */
  HOOK;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Returns the word for it. */
  public String word() {
    return word;
  }

  /** Returns whether it changes what the vault holds. */
  public boolean writes() {
    return switch (this) {
      case STORE, EDIT, ROLLBACK, DESTROY, REMOVE, RESTORE, MINT, ROTATE, REVOKE -> true;
      default -> false;
    };
  }

  /** Returns whether it lets values out of the vault, which a freeze stops. */
  public boolean releases() {
    return switch (this) {
      case REVEAL, DELIVER, EXPORT, BACKUP, MINT, HOOK -> true;
      default -> false;
    };
  }

  /** Returns whether it changes what the owner proves himself by, which ends a freeze. */
  public boolean changesProofs() {
    return this == SLOTS || this == REKEY || this == MFA;
  }

  /** Returns whether it is asked for about a key, and not about the vault as a whole. */
  public boolean ofKeys() {
    return switch (this) {
      case LIST, SHOW, REVEAL, DELIVER, VERIFY, EXPORT, HOOK -> true;
      case STORE, EDIT, ROLLBACK, DESTROY, REMOVE, MINT, ROTATE, REVOKE, USAGE -> true;
      case BACKUP,
          RESTORE,
          SLOTS,
          REKEY,
          POLICY,
          MFA,
          SESSION,
          APPROVE,
          AUDIT,
          PROVIDER,
          PANIC,
          THAW ->
          false;
    };
  }

  /** Returns the operation of that word, or null. */
  public static @Nullable Operation of(String word) {
    for (Operation operation : values()) {
      if (operation.word.equals(word)) {
        return operation;
      }
    }
    return null;
  }

  /** Returns all words, with commas. */
  public static String words() {
    return String.join(", ", Arrays.stream(values()).map(Operation::word).toList());
  }
}

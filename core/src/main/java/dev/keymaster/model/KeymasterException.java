package dev.keymaster.model;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a person can act on: what failed, on what, and the command that mends it.
 *
 * <p>The message is one lower-case line and never holds a secret. The {@link Code} decides the exit
 * code (docs/exit-codes.md) and the {@code error.code} of JSON output. Caught only in the main
 * loops of the doors.
 */
public final class KeymasterException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What kind of failure; the numbers are a contract and never change. */
  public enum Code {
    /** Something went wrong that has no code of its own. */
    FAILURE(1),
    /** The request itself is malformed. */
    USAGE(2),
    /** What was asked for does not exist. */
    NOT_FOUND(3),
    /** The vault is locked, absent, or could not be opened with what was given. */
    LOCKED(4),
    /** The vault is open, but for this it must be unlocked anew. */
    PROOF_NEEDED(4),
    /** The vault is open, but this needs a code of the second factor. */
    CODE_NEEDED(4),
    /** Policy, a limit or a person said no. */
    DENIED(5),
    /** A person has to allow it first. */
    APPROVAL_NEEDED(5),
    /** It exists already, or somebody else is writing. */
    CONFLICT(6),
    /** A provider or the network failed. */
    UNAVAILABLE(7),
    /** Some of it worked. */
    PARTIAL(8),
    /** Stored data is damaged or was tampered with. */
    CORRUPT(9),
    /** A file that was brought is damaged or was changed; nothing is wrong with the vault. */
    DAMAGED(9),
    /** The check ran and found something. */
    FINDINGS(10);

    private final int exitCode;

    Code(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Returns the process exit code, 1 to 10. */
    public int exitCode() {
      return exitCode;
    }
  }

  private static final String ANOTHER = "take another copy of the file";

  private final Code code;
  private final String hint;

  /**
   * Makes a failure.
   *
   * @param message what failed on what: one line, lower case, no secret
   * @param hint the command or step that mends it; empty if there is none
   */
  public KeymasterException(Code code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  /** Makes a failure that another one caused; the cause is only ever shown with {@code --debug}. */
  public KeymasterException(Code code, String message, String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  /** Returns the kind of failure. */
  public Code code() {
    return code;
  }

  /** Returns what to do about it, or an empty string. */
  public String hint() {
    return hint;
  }

  /** A malformed request. */
  public static KeymasterException usage(String message, String hint) {
    return new KeymasterException(Code.USAGE, message, hint);
  }

  /** A file of somebody's that is damaged or was changed: nothing of the vault. */
  public static KeymasterException damaged(String message) {
    return new KeymasterException(Code.DAMAGED, message, ANOTHER);
  }

  /**
   * Returns the same about a file that somebody brought: what is read by the means of the vault,
   * and is not as it must be, is that file then, and not the vault.
   */
  public KeymasterException ofBroughtFile() {
    return code == Code.CORRUPT
        ? new KeymasterException(Code.DAMAGED, String.valueOf(getMessage()), ANOTHER, this)
        : this;
  }

  /** Damaged or tampered data: says which part, so that a person knows what to restore. */
  public static KeymasterException corrupt(String message) {
    return new KeymasterException(
        Code.CORRUPT, message, "keymaster vault verify; then keymaster vault restore FILE");
  }
}

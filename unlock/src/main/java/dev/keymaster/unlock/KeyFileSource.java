package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.CONFLICT;
import static dev.keymaster.model.KeymasterException.Code.DENIED;
import static dev.keymaster.model.KeymasterException.Code.FAILURE;
import static dev.keymaster.model.KeymasterException.Code.LOCKED;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the key of a slot in a file of mode 0600 whose path is the slot's label, in the form {@code
 * keymaster-key-1:} and 43 characters of base64url.
 *
 * <p>A file that others can use or exchange, that is not ours, that is reached through a link, or
 * that git could commit is refused with the command that mends it. A copy of the file opens the
 * same vault elsewhere: {@value #VARIABLE} names it there. Thread-safe.
 */
public final class KeyFileSource implements RootKeySource {
  /** The variable that names the file to read instead of the one in the label. */
  public static final String VARIABLE = "KEYMASTER_KEY_FILE";

  private static final Duration GIT = Duration.ofSeconds(5);
  private static final Duration GIT_IN_PROBE = Duration.ofMillis(1_500);

  private final @Nullable Path override;
  private final GitTree git;

  /** Makes a source; a file given here is read in place of the one that the slot names. */
  public KeyFileSource(Optional<Path> override) {
    this(override, new GitTree("git"));
  }

  KeyFileSource(Optional<Path> override, GitTree git) {
    this.override = override.map(Path::toAbsolutePath).orElse(null);
    this.git = git;
  }

  @Override
  public SlotKind kind() {
    return SlotKind.KEY_FILE;
  }

  /** Without a file given by {@value #VARIABLE} it cannot know more than that files have modes. */
  @Override
  public Probe probe() {
    if (!filesHaveModes()) {
      return new Probe(Availability.ABSENT, "files have no modes here: use the keychain");
    }
    if (override == null) {
      return new Probe(Availability.READY, "");
    }
    try {
      read(override, GIT_IN_PROBE).close();
      return new Probe(Availability.READY, "");
    } catch (KeymasterException e) {
      return new Probe(Availability.BROKEN, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns the key in the file; never empty.
   *
   * @throws KeymasterException LOCKED if it is missing, unreadable, refused or not a key file
   */
  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    return Optional.of(read(override == null ? path(slot) : override, GIT));
  }

  private Secret read(Path file, Duration limit) {
    byte[] text = text(file, limit);
    try {
      return KeyText.parse(text)
          .orElseThrow(() ->
              failure(LOCKED, file, "is not a key file", "use the file that was made for it"));
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private byte[] text(Path file, Duration limit) {
    try {
      refuse(LOCKED, file, OwnFile.refusal(file, OwnFile.uid()));
      refuseCommit(LOCKED, file, limit);
      return KeyFile.read(file);
    } catch (NoSuchFileException e) {
      String hint = "put it back, or set " + VARIABLE + " to where it is now";
      throw failure(LOCKED, file, "is missing", hint);
    } catch (IOException e) {
      throw failure(LOCKED, file, "cannot be read", "ls -l " + OwnFile.quote(file), e);
    }
  }

  /**
   * Creates the file that the label names and returns its absolute path.
   *
   * @throws KeymasterException CONFLICT if it exists: it is never overwritten; DENIED if git could
   *     commit it or others could exchange it; FAILURE if it cannot be written
   */
  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    Path file = path(slot);
    byte[] line = KeyText.line(secret, slot.id());
    try {
      refuse(DENIED, file, OwnFile.directoryRefusal(OwnFile.directory(file), OwnFile.uid()));
      refuseCommit(DENIED, file, GIT);
      KeyFile.create(file, line);
      return file.toString();
    } catch (FileAlreadyExistsException e) {
      throw failure(CONFLICT, file, "exists and is never overwritten", "choose another path");
    } catch (NoSuchFileException e) {
      String hint = "mkdir -p -m 700 " + OwnFile.quote(parent(file));
      throw failure(FAILURE, file, "has no directory to be in", hint);
    } catch (IOException e) {
      String hint = "choose a directory of your own";
      throw failure(FAILURE, file, "cannot be written", hint, e);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /** Deletes the file that the label names if it was made for this slot; leaves any other alone. */
  @Override
  public void forget(String vaultId, Slot slot) {
    Path file = path(slot);
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && madeFor(file, slot)) {
        KeyFile.delete(file);
      }
    } catch (IOException e) {
      String hint = "rm " + OwnFile.quote(file);
      throw failure(FAILURE, file, "cannot be deleted", hint, e);
    }
  }

  private static boolean madeFor(Path file, Slot slot) throws IOException {
    byte[] text = KeyFile.read(file);
    try {
      return KeyText.remark(text).equals("slot " + slot.id());
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private void refuseCommit(Code code, Path file, Duration limit) throws IOException {
    Optional<Path> tree = git.exposing(OwnFile.directory(file), file, limit);
    if (tree.isPresent()) {
      String reason = "is in the git work tree " + OwnFile.quote(tree.get());
      String hint = "keep it elsewhere, or have git ignore it: a line in .gitignore";
      throw failure(code, file, reason + ", which does not ignore it", hint);
    }
  }

  private static void refuse(Code code, Path file, Optional<OwnFile.Refusal> refusal) {
    if (refusal.isPresent()) {
      throw failure(code, file, refusal.get().reason(), refusal.get().hint());
    }
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private static boolean filesHaveModes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
  }

  private static Path path(Slot slot) {
    if (!filesHaveModes()) {
      throw KeymasterException.usage("files have no modes here: no key files", "use the keychain");
    }
    try {
      return Path.of(slot.label()).toAbsolutePath();
    } catch (InvalidPathException e) {
      String message = "not the path of a key file: " + Printable.quote(slot.label());
      throw KeymasterException.usage(message, "give the path of a file");
    }
  }

  private static KeymasterException failure(Code code, Path file, String what, String hint) {
    return new KeymasterException(code, message(file, what), hint);
  }

  private static KeymasterException failure(
      Code code, Path file, String what, String hint, IOException cause) {
    return new KeymasterException(code, message(file, what), hint, cause);
  }

  private static String message(Path file, String what) {
    return "key file " + OwnFile.quote(file) + " " + what;
  }
}

package dev.keymaster.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds each note in a small file of its own, {@code frozen/<vault id>/<name>} under the state
 * directory, 0600. What lies there and is none of them is returned as well, without bytes if it
 * cannot be read, and as one thing if it has no name that a note has: who can write there may have
 * put it there, or damaged a note. Nothing is looked at or removed through a symbolic link.
 */
public final class FileHeldFreeze implements HeldFreeze {
  private static final int LONGEST = 1 << 20;

  /** What is still being written. */
  private static final String FRESH = ".new";

  /** Names the directory itself: where that is none, or has something of another name in it. */
  private static final String WHOLE = "";

  private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}");

  private static final String NOTES = "frozen";

  private final Path state;
  private final Path directory;

  /**
   * Holds them under a directory, which is made when there is something to hold.
   *
   * @param stateDirectory this person's state on this machine
   */
  public FileHeldFreeze(Path stateDirectory) {
    state = stateDirectory;
    directory = stateDirectory.resolve(NOTES);
  }

  @Override
  public Map<String, byte[]> read(String vaultId) {
    if (!isThere()) {
      return Map.of();
    }
    Path own = directory.resolve(vaultId);
    Path wrong = wrong(own);
    if (wrong != null) {
      return Map.of(WHOLE, new byte[0]);
    }
    if (!PrivateFiles.exists(own)) {
      return Map.of();
    }
    Map<String, byte[]> all = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(own, FileHeldFreeze::isWhole)) {
      Iterator<Path> each = files.iterator();
      for (int looked = 0; looked < MOST && each.hasNext(); looked++) {
        Path file = each.next();
        if (isNote(file)) {
          all.put(file.getFileName().toString(), content(file));
        } else {
          all.put(WHOLE, new byte[0]);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      all.put(WHOLE, new byte[0]);
    }
    return all;
  }

  /**
   * Tells whether there is anything, a link that leads nowhere included. Asked at every request,
   * and the JDK throws and catches for what is missing if it must not follow links.
   */
  private boolean isThere() {
    String[] names = state.toFile().list();
    return names == null ? PrivateFiles.exists(directory) : List.of(names).contains(NOTES);
  }

  /** Returns what is there in the place of a directory; null if nothing is. */
  private @Nullable Path wrong(Path own) {
    return Stream.of(directory, own)
        .filter(PrivateFiles::exists)
        .filter(place -> !Files.isDirectory(place, NOFOLLOW_LINKS))
        .findFirst()
        .orElse(null);
  }

  private static boolean isNote(Path file) {
    return NAME.matcher(file.getFileName().toString()).matches();
  }

  private static boolean isWhole(Path file) {
    return !file.getFileName().toString().endsWith(FRESH);
  }

  private static byte[] content(Path file) {
    try {
      return PrivateFiles.read(file, LONGEST).orElse(new byte[0]);
    } catch (KeymasterException e) {
      return new byte[0];
    }
  }

  @Override
  public void keep(String vaultId, String name, byte[] sealed) {
    PrivateFiles.directory(directory);
    Path own = PrivateFiles.directory(directory.resolve(vaultId));
    PrivateFiles.replace(own.resolve(name), sealed);
  }

  @Override
  public void drop(String vaultId, String name) {
    Path own = directory.resolve(vaultId);
    Path wrong = wrong(own);
    if (wrong != null) {
      delete(wrong, wrong);
    } else if (NAME.matcher(name).matches()) {
      Path file = own.resolve(name);
      delete(file, file);
    } else if (PrivateFiles.exists(own)) {
      sweep(own);
    }
  }

  /** Removes what has no name of a note, which may be none that can be written down. */
  private static void sweep(Path own) {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(own, file -> isWhole(file) && !isNote(file))) {
      files.forEach(file -> delete(file, own));
    } catch (IOException e) {
      throw PrivateFiles.failure(own, e);
    } catch (DirectoryIteratorException e) {
      throw PrivateFiles.failure(own, new IOException(e.getMessage(), e));
    }
  }

  private static void delete(Path file, Path told) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PrivateFiles.failure(told, e);
    }
    if (PrivateFiles.exists(file)) {
      throw new KeymasterException(
          Code.FAILURE, PrivateFiles.name(told) + " is still there after it was removed", "");
    }
  }
}

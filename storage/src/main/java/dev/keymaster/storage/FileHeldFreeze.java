package dev.keymaster.storage;

import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds each note in a small file of its own, {@code frozen/<vault id>/<name>} under the state
 * directory, 0600. What lies there and is none of them is returned as well, without bytes if it
 * cannot be read: who can write there may have put it there, or damaged a note.
 */
public final class FileHeldFreeze implements HeldFreeze {
  private static final int LONGEST = 1 << 20;

  /** What is still being written. */
  private static final String FRESH = ".new";

  /** Names the directory itself, where that is none. */
  private static final String WHOLE = "";

  private final Path directory;

  /**
   * Holds them under a directory, which is made when there is something to hold.
   *
   * @param stateDirectory this person's state on this machine
   */
  public FileHeldFreeze(Path stateDirectory) {
    directory = stateDirectory.resolve("frozen");
  }

  @Override
  public Map<String, byte[]> read(String vaultId) {
    Path own = directory.resolve(vaultId);
    if (!PrivateFiles.exists(own)) {
      return Map.of();
    }
    Map<String, byte[]> all = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(own, FileHeldFreeze::isWhole)) {
      for (Iterator<Path> each = files.iterator(); each.hasNext() && all.size() < MOST; ) {
        Path file = each.next();
        all.put(file.getFileName().toString(), content(file));
      }
    } catch (IOException | DirectoryIteratorException e) {
      all.put(WHOLE, new byte[0]);
    }
    return all;
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
    Path file = directory.resolve(vaultId).resolve(name);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PrivateFiles.failure(file, e);
    }
  }
}

package dev.keymaster.storage;

import dev.keymaster.model.BugException;
import dev.keymaster.model.CopyFiles;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;

/** Safety copies as files {@code ID.kmcopy}, 0600, in a folder of their own, 0700. */
public final class CopyFolder implements CopyFiles {
  private static final String END = ".kmcopy";

  private final Path folder;

  /** Uses that folder, which is made when a copy is. */
  public CopyFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public void write(String id, Writer content) {
    PrivateFiles.directory(folder);
    Path file = file(id);
    try (FileChannel channel = PrivateFiles.create(file)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      channel.force(true);
      PrivateFiles.syncDirectory(file);
    } catch (IOException e) {
      remove(id);
      throw PrivateFiles.failure(file, e);
    }
  }

  @Override
  public InputStream open(String id) {
    Path file = file(id);
    if (!PrivateFiles.exists(file)) {
      throw new KeymasterException(
          Code.NOT_FOUND, PrivateFiles.name(file) + " is gone", "keymaster vault backup --list");
    }
    return Channels.newInputStream(PrivateFiles.open(file, StandardOpenOption.READ));
  }

  /** {@inheritDoc} A file that cannot be removed stays: without its key it says nothing. */
  @Override
  public void remove(String id) {
    delete(file(id));
  }

  @Override
  public void sweep(Set<String> known, Instant before) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + END)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, name.length() - END.length());
        if (!known.contains(id) && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          delete(file);
        }
      }
    } catch (IOException e) {
      return; // what is left costs room, nothing else
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return;
    }
  }

  private Path file(String id) {
    if (!id.matches("[0-9a-f]{32}")) {
      throw new BugException("not the id of a copy");
    }
    return folder.resolve(id + END);
  }
}

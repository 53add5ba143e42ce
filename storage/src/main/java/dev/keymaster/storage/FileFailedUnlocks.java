package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.keymaster.model.FailedUnlock;
import dev.keymaster.model.FailedUnlocks;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.SlotKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failed attempts in one small file per vault, {@code failed/<vault id in hex>} under the
 * state directory, 0600, a line each: milliseconds since 1970, user, process, slot, program.
 *
 * <p>An alarm, not a lock: trouble with the file keeps nobody from the vault, and who can write in
 * the state directory can remove it. The file is locked while it is read and written, between
 * programs by the system and within one by this class.
 */
public final class FileFailedUnlocks implements FailedUnlocks {
  private static final int LONGEST = 1 << 14;
  private static final Object ONE_AT_A_TIME = new Object();

  private final Path directory;

  /**
   * Keeps them under a directory, which is made when there is something to keep.
   *
   * @param stateDirectory this person's state on this machine
   */
  public FileFailedUnlocks(Path stateDirectory) {
    directory = stateDirectory.resolve("failed");
  }

  @Override
  public void update(String vaultId, Change change) {
    Path file = directory.resolve(vaultId);
    synchronized (ONE_AT_A_TIME) {
      if (!PrivateFiles.exists(file) && change.apply(List.of()).isEmpty()) {
        return;
      }
      try (FileChannel channel = opened(file)) {
        change(channel, change);
      } catch (IOException e) {
        change.apply(List.of());
      }
    }
  }

  private FileChannel opened(Path file) throws IOException {
    try {
      if (!PrivateFiles.exists(file)) {
        PrivateFiles.directory(directory);
        PrivateFiles.create(file).close();
      }
      return PrivateFiles.open(file, READ, WRITE);
    } catch (KeymasterException e) {
      throw new IOException(e);
    }
  }

  private static void change(FileChannel channel, Change change) throws IOException {
    try (var _ = channel.lock()) {
      byte[] content = new byte[(int) Math.min(channel.size(), LONGEST)];
      int length = Math.max(0, channel.read(ByteBuffer.wrap(content), 0));
      List<FailedUnlock> next = change.apply(parse(new String(content, 0, length, UTF_8)));
      List<FailedUnlock> newest = next.subList(Math.max(0, next.size() - MOST), next.size());
      StringBuilder text = new StringBuilder();
      newest.forEach(each -> text.append(line(each)));
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.toString().getBytes(UTF_8)), 0);
    }
  }

  private static String line(FailedUnlock each) {
    String program = Printable.clean(each.program()).replace(' ', '_');
    return each.time().toEpochMilli()
        + " "
        + each.uid()
        + " "
        + each.pid()
        + " "
        + each.slot().word()
        + " "
        + program
        + "\n";
  }

  /** Lines that are not as they were written are left out. */
  private static List<FailedUnlock> parse(String text) {
    List<FailedUnlock> all = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      FailedUnlock attempt = attempt(line.split(" ", -1));
      if (attempt != null) {
        all.add(attempt);
      }
    }
    return all;
  }

  private static @Nullable FailedUnlock attempt(String[] words) {
    SlotKind slot = words.length == 5 ? slot(words[3]) : null;
    if (slot == null) {
      return null;
    }
    try {
      Instant time = Instant.ofEpochMilli(Long.parseLong(words[0]));
      long uid = Long.parseLong(words[1]);
      return new FailedUnlock(time, uid, Long.parseLong(words[2]), words[4], slot);
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable SlotKind slot(String word) {
    for (SlotKind kind : SlotKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    return null;
  }
}

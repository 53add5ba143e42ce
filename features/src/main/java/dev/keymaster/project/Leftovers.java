package dev.keymaster.project;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * New files that {@link WholeFile} had not put in their place yet when the process was killed; they
 * may hold keys. Whoever writes one locks it, and the system ends the lock with the process. Only
 * files of this user that were last written a while ago are taken for such: the lock comes a moment
 * after the file.
 */
final class Leftovers {
  static final String PREFIX = ".keymaster";
  static final String SUFFIX = ".new";

  private static final Duration MOMENT = Duration.ofMinutes(1);
  private static final Pattern NAME = Pattern.compile("\\.keymaster[0-9]{1,20}\\.new");

  private Leftovers() {}

  /** Returns those of a folder; none if it cannot be read. */
  static List<Path> in(Path folder, Instant now) {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, PREFIX + "[0-9]*" + SUFFIX)) {
      for (Path file : files) {
        if (isLeft(file, now)) {
          left.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(); // who cannot list it can leave nothing behind either
    }
    return left;
  }

  /**
   * Keeps a file that is being written from being taken for one, until the channel is closed. Some
   * file systems have no locks: nothing is taken for left there.
   */
  static void guard(FileChannel channel) {
    try {
      channel.lock();
    } catch (IOException e) {
      return; // what has to be written is written all the same
    }
  }

  /** Removes those of a folder, as far as it can. */
  static void remove(Path folder, Instant now) {
    in(folder, now).forEach(Leftovers::removeIfPossible);
  }

  private static void removeIfPossible(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // the next writer tries again; dotenv check names it
    }
  }

  private static boolean isLeft(Path file, Instant now) {
    try {
      return NAME.matcher(String.valueOf(file.getFileName())).matches()
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && hasNoOtherName(file)
          && WholeFile.isOurs(file)
          && Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(MOMENT))
          && isUnlocked(file);
    } catch (IOException e) {
      return false;
    }
  }

  /** To close another name of a file that this process has locked would end that lock. */
  private static boolean hasNoOtherName(Path file) throws IOException {
    return Integer.valueOf(1)
        .equals(Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
  }

  /** To open a pipe for both waits for nobody. */
  private static boolean isUnlocked(Path file) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        var lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process writes it
    }
  }
}

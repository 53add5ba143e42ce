package dev.keymaster.libc;

import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;

/** What is said about files. */
final class Files {
  private static final int KIND = 0xf000;
  private static final int FOLDER = 0x4000;
  private static final int CHARACTERS = 0x2000;
  private static final long NULL_DEVICE = 0x103;
  private static final int OTHERS = 0x3f;
  private static final int EXECUTABLE = 1;
  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

  private Files() {}

  /** Tells whether that is a folder, no link, of that user, that nobody else can look into. */
  static boolean owns(int user, String folder) {
    byte[] path = Text.terminated(folder);
    byte[] facts = new byte[Stat.SIZE];
    if (Libc.lstat(Address.ofData(path), Address.ofData(facts)) != 0) {
      return false;
    }
    Stat stat = Address.ofData(facts).toStructure();
    return (stat.mode & (KIND | OTHERS)) == FOLDER && stat.user == user;
  }

  /** Tells whether what is written to that descriptor is thrown away. */
  static boolean isNull(int descriptor) {
    byte[] facts = new byte[Stat.SIZE];
    if (Libc.fstat(descriptor, Address.ofData(facts)) != 0) {
      return false;
    }
    Stat stat = Address.ofData(facts).toStructure();
    return (stat.mode & KIND) == CHARACTERS && stat.device == NULL_DEVICE;
  }

  /** Tells whether two descriptors lead to one file, pipe or terminal. */
  static boolean same(int descriptor, int other) {
    byte[] facts = new byte[Stat.SIZE];
    byte[] others = new byte[Stat.SIZE];
    if (Libc.fstat(descriptor, Address.ofData(facts)) != 0
        || Libc.fstat(other, Address.ofData(others)) != 0) {
      return false;
    }
    Stat stat = Address.ofData(facts).toStructure();
    Stat second = Address.ofData(others).toStructure();
    return stat.volume == second.volume && stat.number == second.number;
  }

  /** Finds a program as a shell does; null if there is none that can be executed. */
  static @Nullable String program(String name, @Nullable String searchPath) {
    if (name.indexOf('/') >= 0) {
      return executable(name) ? name : null;
    }
    String folders = searchPath == null ? USUAL_PATH : searchPath;
    int start = 0;
    while (!name.isEmpty() && start <= folders.length()) {
      int end = folders.indexOf(':', start) < 0 ? folders.length() : folders.indexOf(':', start);
      String folder = end == start ? "." : folders.substring(start, end);
      if (executable(folder + "/" + name)) {
        return folder + "/" + name;
      }
      start = end + 1;
    }
    return null;
  }

  private static boolean executable(String path) {
    byte[] file = Text.terminated(path);
    byte[] facts = new byte[Stat.SIZE];
    if (Libc.stat(Address.ofData(file), Address.ofData(facts)) != 0) {
      return false;
    }
    Stat stat = Address.ofData(facts).toStructure();
    return (stat.mode & KIND) != FOLDER && Libc.access(Address.ofData(file), EXECUTABLE) == 0;
  }
}

package dev.keymaster.libc;

import org.teavm.interop.Structure;
import org.teavm.interop.c.Include;
import org.teavm.interop.c.Name;
import org.teavm.interop.c.Native;

/** {@code struct stat} of the C library, which every kind of processor lays out in its own way. */
@Native(structKeyword = true)
@Name("stat")
@Include("sys/stat.h")
final class Stat extends Structure {
  /** At least its size. */
  static final int SIZE = 256;

  @Name("st_mode")
  int mode;

  @Name("st_uid")
  int user;

  @Name("st_dev")
  long volume;

  @Name("st_ino")
  long number;

  /** Which device it is, of a device. */
  @Name("st_rdev")
  long device;
}

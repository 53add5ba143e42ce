package dev.keymaster.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for a key in all memory of this process that {@code /proc/self/mem} shows, in the forms in
 * which cryptography leaves keys behind: as they are, as words of 4 and 8 bytes turned round, and
 * each of those xored with the pads of HMAC.
 *
 * <p>The key is given disguised, and compared disguised, so that the search never finds itself.
 */
final class MemoryScan {
  static final int DISGUISE = 0xa5;

  private static final int PAGE = 4096;
  private static final int[] WORDS = {1, 4, 8};
  private static final int[] PADS = {0, 0x36, 0x5c};
  private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(1 << 20);

  /** Where a copy is and in which form. */
  record Copy(long address, int form) {}

  private final List<byte[]> forms = new ArrayList<>();
  private final boolean[] first = new boolean[256];

  MemoryScan(byte[] disguised) {
    for (int word : WORDS) {
      for (int pad : PADS) {
        byte[] form = form(disguised, word, pad);
        forms.add(form);
        first[(form[0] ^ DISGUISE) & 0xff] = true;
      }
    }
  }

  /** Returns a key in one of the forms, as disguised as it was. */
  static byte[] form(byte[] key, int word, int pad) {
    byte[] form = new byte[key.length];
    for (int i = 0; i < key.length; i++) {
      form[i] = (byte) (key[i / word * word + word - 1 - i % word] ^ pad);
    }
    return form;
  }

  static int forms() {
    return WORDS.length * PADS.length;
  }

  static byte[] form(byte[] key, int number) {
    return form(key, WORDS[number / PADS.length], PADS[number % PADS.length]);
  }

  /** Returns all copies outside of the given range. */
  List<Copy> copies(long exceptFrom, long exceptTo) throws IOException {
    List<Copy> found = new ArrayList<>();
    try (FileChannel memory = FileChannel.open(Path.of("/proc/self/mem"));
        FileChannel pages = FileChannel.open(Path.of("/proc/self/pagemap"))) {
      for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
        String[] parts = line.split("[- ]", 4);
        if (parts[2].startsWith("r") && !line.endsWith("[vsyscall]") && !line.contains("[vvar")) {
          long from = Long.parseUnsignedLong(parts[0], 16);
          if (from < exceptFrom || from >= exceptTo) {
            scan(memory, pages, from, Long.parseUnsignedLong(parts[1], 16), found);
          }
        }
      }
    }
    return found;
  }

  private void scan(FileChannel memory, FileChannel pages, long from, long to, List<Copy> found)
      throws IOException {
    int overlap = forms.getFirst().length - 1;
    for (long at = from; at < to; at += BUFFER.capacity() - overlap) {
      int length = (int) Math.min(BUFFER.capacity(), to - at);
      if (anyPresent(pages, at, at + length)) {
        BUFFER.clear().limit(length);
        try {
          if (memory.read(BUFFER, at) > 0) {
            find(at, found);
          }
        } catch (IOException hidden) {
          return;
        }
      }
    }
  }

  /** Tells whether any of these pages is in memory or swapped: most of a heap never was. */
  private static boolean anyPresent(FileChannel pages, long from, long to) throws IOException {
    long first = from / PAGE;
    ByteBuffer entries = ByteBuffer.allocate((int) ((to + PAGE - 1) / PAGE - first) * 8);
    int read = pages.read(entries.order(ByteOrder.LITTLE_ENDIAN), first * 8);
    for (int at = 0; at < read; at += 8) {
      if (entries.getLong(at) >>> 62 != 0) {
        return true;
      }
    }
    return false;
  }

  private void find(long base, List<Copy> found) {
    int last = BUFFER.position() - forms.getFirst().length;
    for (int at = 0; at <= last; at++) {
      if (first[BUFFER.get(at) & 0xff]) {
        for (int form = 0; form < forms.size(); form++) {
          if (matches(forms.get(form), at)) {
            found.add(new Copy(base + at, form));
          }
        }
      }
    }
  }

  private static boolean matches(byte[] disguised, int at) {
    for (int i = 0; i < disguised.length; i++) {
      if ((byte) (BUFFER.get(at + i) ^ DISGUISE) != disguised[i]) {
        return false;
      }
    }
    return true;
  }
}

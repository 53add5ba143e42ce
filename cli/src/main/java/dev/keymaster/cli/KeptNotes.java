package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of checkpoints as an anchor keeps it: signed notes, an empty line after each. */
final class KeptNotes {
  private static final String SIGNATURE = "— ";

  /** The newest hundreds; older ones would only say the same again. */
  private static final int TAIL = 65_536;

  private KeptNotes() {}

  /**
   * Reads the newest of them, newest last. Whatever is no note is one all the same, so that nobody
   * takes a broken file for a good one; only what was cut off while it was written is left out.
   */
  static List<String> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      long before = Math.max(0, Files.size(file) - TAIL);
      in.skipNBytes(before);
      String text = new String(in.readNBytes(TAIL), UTF_8);
      return split(before == 0 ? text : fromNext(text));
    }
  }

  /** Drops what belongs to a note that began earlier. */
  private static String fromNext(String text) {
    int signature = text.indexOf("\n" + SIGNATURE);
    int end = signature < 0 ? -1 : text.indexOf("\n\n", signature + 1);
    return end < 0 ? text : text.substring(end + 2);
  }

  private static List<String> split(String text) {
    List<String> notes = new ArrayList<>();
    StringBuilder note = new StringBuilder();
    boolean signed = false;
    for (String line : text.split("\n", -1)) {
      if (signed && !line.startsWith(SIGNATURE)) {
        notes.add(note.toString());
        note.setLength(0);
        signed = false;
      }
      if (!note.isEmpty() || !line.isEmpty()) {
        note.append(line).append('\n');
        signed |= line.startsWith(SIGNATURE);
      }
    }
    return notes.isEmpty() ? List.of(text) : List.copyOf(notes);
  }
}

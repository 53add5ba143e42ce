package dev.keymaster.run;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Passes on what a child prints, with the values of its keys masked: where there is no native
 * front. What is held back stays so until more comes, since a pipe has no prompt that a person
 * waits for.
 */
final class MaskedCopy {
  private static final int CHUNK = 1 << 16;

  private final InputStream from;
  private final OutputStream to;
  private final Masker masker;

  private MaskedCopy(InputStream from, FileDescriptor to, Masker masker) {
    this.from = from;
    this.to = new FileOutputStream(to);
    this.masker = masker;
  }

  /** Starts both copies, of a child whose output and errors are pipes. */
  static List<Thread> start(Process process, Launch launch) {
    MaskedCopy out = new MaskedCopy(process.getInputStream(), FileDescriptor.out, masker(launch));
    MaskedCopy err = new MaskedCopy(process.getErrorStream(), FileDescriptor.err, masker(launch));
    return List.of(Thread.ofVirtual().start(out::copy), Thread.ofVirtual().start(err::copy));
  }

  @RevealsSecret("what a program prints is searched for the keys that it was given")
  private static Masker masker(Launch launch) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    Map<String, byte[]> masks = new LinkedHashMap<>();
    for (Map.Entry<String, Secret> key : launch.injected().entrySet()) {
      String mask = launch.masks().get(key.getKey());
      if (mask != null) {
        values.put(key.getKey(), key.getValue().reveal());
        masks.put(key.getKey(), mask.getBytes(StandardCharsets.UTF_8));
      }
    }
    Masker masker = new Masker(values, masks, Masker.Layout.SHORT);
    values.values().forEach(value -> Arrays.fill(value, (byte) 0));
    return masker;
  }

  private void copy() {
    byte[] chunk = new byte[CHUNK];
    try (from) {
      for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
        masker.take(chunk, 0, count, this::show);
      }
      masker.end(this::show);
    } catch (IOException | UncheckedIOException e) {
      // whoever read this has gone; the program is told so by its next line
    } finally {
      masker.wipe();
    }
  }

  private void show(byte[] bytes, int start, int end) {
    try {
      to.write(bytes, start, end - start);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.crypto.FingerprintKey;
import dev.keymaster.model.Fingerprints;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Fingerprints of values as a vault would have kept them, and scans that know them. */
final class Vaulted {
  /** The looks of all keys; made once, since it reads the whole catalogue. */
  static final Shapes SHAPES = new Shapes(Catalogue.builtin());

  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(ISO_8859_1);

  private Vaulted() {}

  /** The n-th of these is {@code dev/key#n}. */
  static HeldKeys keys(String... values) {
    FingerprintKey key = new FingerprintKey(KEY);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < values.length; i++) {
      byte[] value = values[i].getBytes(ISO_8859_1);
      records.writeBytes(key.records(value, "dev/key#" + (i + 1), i));
    }
    return HeldKeys.of(new Fingerprints.Book(KEY, records.toByteArray(), true));
  }

  /** Scans a text as a file. */
  static List<Finding> scan(String text, String... values) {
    return scan(text.getBytes(ISO_8859_1), Allowed.of(""), values);
  }

  static List<Finding> scan(byte[] text, Allowed allowed, String... values) {
    Findings findings = new Findings();
    new Scan(keys(values), SHAPES, allowed, findings, 1)
        .text("a.txt", new ByteArrayInputStream(text));
    return findings.all();
  }

  /** What the findings are, in their order. */
  static List<String> rules(List<Finding> findings) {
    return findings.stream()
        .map(each -> each.leak() instanceof Leak.Held ? each.leak().title() : each.leak().rule())
        .toList();
  }
}

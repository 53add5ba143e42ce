package dev.keymaster.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.KeyKind.Evidence;
import dev.keymaster.crypto.Guessing;
import dev.keymaster.model.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the keys of providers look. Those with a beginning of their own are told by it; those that
 * look like much else only where the same line names their provider and says that it is a key.
 * Immutable and thread-safe.
 */
public final class Shapes {
  /** How far back a line is read for what a value is. */
  private static final int BEFORE = 80;

  private static final int SHORTEST_PREFIX_OF_NEW_FORMS = 5;
  private static final List<String> KEY_WORDS = List.of("key", "token", "secret");
  private static final String PRIVATE = "PRIVATE KEY-----";
  private static final int LEAST_PRIVATE = 40;
  private static final Leak PRIVATE_KEY = new Leak.Looks("private-key", "private key");

  /** A kind of key, and what it is called. */
  private record Shape(KeyKind kind, Leak leak, String word) {}

  private final Shape[][] byFirst = new Shape[128][];
  private final List<Shape> guesses = new ArrayList<>();
  private final Catalogue catalogue;

  /** Takes the kinds of that catalogue and those that the scan itself comes with. */
  public Shapes(Catalogue known) {
    catalogue = known.and(more());
    for (KeyKind kind : catalogue.kinds()) {
      String title = catalogue.title(kind.service());
      Leak leak = new Leak.Looks(kind.toString(), title + " key (" + kind.name() + ")");
      add(new Shape(kind, leak, kind.service().value().split("-", 2)[0]));
    }
  }

  private static String more() {
    try (InputStream in = Shapes.class.getResourceAsStream("leaks.catalogue")) {
      if (in == null) {
        throw new BugException("leaks.catalogue is missing from the module");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new BugException("leaks.catalogue cannot be read", e);
    }
  }

  /** What a guess needs beside it, or no prefix at all, comes last. */
  private void add(Shape shape) {
    if (shape.kind.evidence() == Evidence.GUESS || shape.kind.prefix().isEmpty()) {
      guesses.add(shape);
      return;
    }
    int first = shape.kind.prefix().charAt(0);
    Shape[] before = byFirst[first] == null ? new Shape[0] : byFirst[first];
    byFirst[first] = Arrays.copyOf(before, before.length + 1);
    byFirst[first][before.length] = shape;
  }

  /** Returns what stands for the value in reports. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Tells whether some key begins with that byte. */
  boolean mayBeginWith(byte first) {
    return first >= 0 && byFirst[first] != null;
  }

  /** Returns the key that begins there by its beginning, or null. */
  @Nullable Hit beginning(byte[] text, int from, int limit) {
    for (Shape shape : byFirst[text[from]]) {
      int end = end(shape.kind, text, from, limit);
      if (end > 0 && !isMadeUp(text, from, end)) {
        return new Hit(from, end, shape.leak);
      }
    }
    return null;
  }

  /** Where a provider's prefix says all, a form that nobody knows yet counts too. */
  private static int end(KeyKind kind, byte[] text, int from, int limit) {
    int end = kind.endIn(text, from, limit);
    boolean telling = kind.prefix().length() >= SHORTEST_PREFIX_OF_NEW_FORMS;
    return end < 0 && telling && kind.evidence() == Evidence.PREFIX
        ? newForm(kind, text, from, limit)
        : end;
  }

  private static int newForm(KeyKind kind, byte[] text, int from, int limit) {
    int end = kind.unusualEndIn(text, from, limit);
    return end > 0 && Guessing.mayBeHopeless(text, from + kind.prefix().length(), end) ? end : -1;
  }

  private static boolean isMadeUp(byte[] text, int from, int to) {
    return Guessing.isPlaceholder(text, from, to)
        || new String(text, from, to - from, ISO_8859_1)
            .toUpperCase(Locale.ROOT)
            .contains("EXAMPLE");
  }

  /** Returns what a run is by what stands before it in its line, or null. */
  @Nullable Hit guess(byte[] text, int from, int to) {
    if (!Guessing.mayBeHopeless(text, from, to)) {
      return null;
    }
    String before = before(text, from);
    if (to - from >= LEAST_PRIVATE && before.stripTrailing().endsWith(PRIVATE)) {
      return new Hit(from, to, PRIVATE_KEY, false);
    }
    String line = before.substring(before.lastIndexOf('\n') + 1).toLowerCase(Locale.ROOT);
    if (KEY_WORDS.stream().noneMatch(line::contains)) {
      return null;
    }
    return guesses.stream()
        .filter(shape -> shape.kind.endIn(text, from, to) == to && line.contains(shape.word))
        .filter(_ -> !isMadeUp(text, from, to))
        .findFirst()
        .map(shape -> new Hit(from, to, shape.leak))
        .orElse(null);
  }

  private static String before(byte[] text, int from) {
    int start = Math.max(0, from - BEFORE);
    return new String(text, start, from - start, ISO_8859_1).replace("\\n", "\n");
  }
}

package dev.keymaster.project;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ValueRef;
import dev.keymaster.model.WipedBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of any kind with {@code km://} references where values are to stand. A reference ends
 * where its letters do, or is put in {@code {{ }}}; a backslash before it makes it plain text. All
 * else is copied byte for byte, {@code ${X}} and other programs' braces too.
 */
public final class Template {
  private static final String OTHERS = "op://";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\\\(?<plain>(?:\\{\\{[ \\t]*)?(?:km|op)://)"
              + "|\\{\\{[ \\t]*(?<closed>(?:km|op)://[^}\\r\\n]*+)\\}\\}"
              + "|(?<open>\\{\\{[ \\t]*(?:km|op)://)"
              + "|(?<![A-Za-z0-9+.-])(?<bare>(?:km|op)://[A-Za-z0-9._/$-]*"
              + "(?:#[A-Za-z0-9_]*)?(?:\\?field=[A-Za-z0-9._-]*)?)");

  /**
   * A reference in a template.
   *
   * @param line where it stands, from 1
   */
  public record Place(ValueRef ref, int line) {}

  /** Bytes that are copied, and what follows them; null at the end and for what is copied on. */
  private record Piece(int from, int to, @Nullable Place then) {}

  private final byte[] bytes;
  private final String file;
  private final EnvironmentName here;
  private final List<Piece> pieces = new ArrayList<>();

  private Template(byte[] bytes, String file, EnvironmentName here) {
    this.bytes = bytes.clone();
    this.file = file;
    this.here = here;
  }

  /**
   * Reads one.
   *
   * @param file what messages call it
   * @param here the environment of {@code km://./NAME}
   * @throws KeymasterException USAGE with the line of whatever is no reference of ours
   */
  public static Template parse(byte[] bytes, String file, EnvironmentName here) {
    Template template = new Template(bytes, file, here);
    template.read(new String(bytes, StandardCharsets.ISO_8859_1));
    return template;
  }

  private void read(String text) {
    Matcher next = REFERENCE.matcher(text);
    int copied = 0;
    int counted = 0;
    int line = 1;
    while (next.find()) {
      line += (int) text.substring(counted, next.start()).chars().filter(c -> c == '\n').count();
      counted = next.start();
      if (next.group("plain") != null) {
        pieces.add(new Piece(copied, next.start(), null));
        copied = next.start("plain");
      } else {
        pieces.add(new Piece(copied, next.start(), new Place(reference(next, line), line)));
        copied = next.end();
      }
    }
    pieces.add(new Piece(copied, bytes.length, null));
  }

  private ValueRef reference(Matcher found, int line) {
    String closed = found.group("closed");
    String text = closed == null ? found.group("bare") : closed.stripTrailing();
    if (text == null) {
      throw Malformed.at(file, line, "{{ is never closed", "write {{ km://ENV/NAME }}");
    }
    if (text.startsWith(OTHERS)) {
      throw Malformed.at(
          file,
          line,
          "a reference of another tool, 1Password: op://…",
          "store that key and write km://ENV/NAME; \\op:// stands for itself");
    }
    try {
      return ValueRef.parse(text, here);
    } catch (KeymasterException e) {
      throw Malformed.at(file, line, String.valueOf(e.getMessage()), hint(text, e.hint()));
    }
  }

  private static String hint(String text, String usual) {
    return text.contains("$")
        ? "nothing is expanded in it: km://./NAME is of the environment that --env chooses"
        : usual + "; {{ km://ENV/NAME }} tells where it ends, \\km:// stands for itself";
  }

  /** Returns all references, in the order of the file. */
  public List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.then() != null) {
        places.add(piece.then());
      }
    }
    return places;
  }

  /**
   * Returns the template with values in the places of references, which the caller wipes.
   *
   * @param values one for each of {@link #places}, in that order; they stay the caller's
   */
  @RevealsSecret("the person wants these values in the template's place")
  public byte[] filled(List<Secret> values) {
    int size = bytes.length + values.stream().mapToInt(Secret::length).sum();
    WipedBuffer filled = new WipedBuffer(size);
    int next = 0;
    for (Piece piece : pieces) {
      filled.bytes(bytes, piece.from(), piece.to() - piece.from());
      if (piece.then() != null) {
        byte[] value = values.get(next++).reveal();
        filled.bytes(value);
        Arrays.fill(value, (byte) 0);
      }
    }
    return filled.taken();
  }
}

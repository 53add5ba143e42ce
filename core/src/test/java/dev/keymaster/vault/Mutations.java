package dev.keymaster.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Takes encoded fields apart and puts them together as no encoder would. */
final class Mutations {
  /** One encoded field. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Field(int tag, byte[] value) {
    Field with(byte[] other) {
      return new Field(tag, other);
    }
  }

  private Mutations() {}

  static List<Field> fields(byte[] encoded) {
    List<Field> fields = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(encoded);
    while (in.hasRemaining()) {
      int tag = Short.toUnsignedInt(in.getShort());
      byte[] value = new byte[in.getInt()];
      in.get(value);
      fields.add(new Field(tag, value));
    }
    return fields;
  }

  static byte[] join(List<Field> fields) {
    int length = fields.stream().mapToInt(field -> 6 + field.value().length).sum();
    ByteBuffer out = ByteBuffer.allocate(length);
    fields.forEach(
        field -> out.putShort((short) field.tag()).putInt(field.value().length).put(field.value()));
    return out.array();
  }

  static List<Field> replaced(List<Field> fields, int index, Field field) {
    List<Field> changed = new ArrayList<>(fields);
    changed.set(index, field);
    return changed;
  }

  /**
   * Shows that {@code reader} takes the encoding and refuses every one that lacks a field, has one
   * twice, in another order, of another width, cut off, or unknown.
   *
   * @param optional tags that may be missing
   * @param repeated tags that may occur again
   */
  static void refused(
      byte[] encoded, Set<Integer> optional, Set<Integer> repeated, Consumer<byte[]> reader) {
    reader.accept(encoded);
    List<Field> fields = fields(encoded);
    assertThat(join(fields)).isEqualTo(encoded);
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      List<Field> without = new ArrayList<>(fields);
      without.remove(i);
      if (!optional.contains(field.tag()) && !repeated.contains(field.tag())) {
        refuses(reader, without, "without field " + field.tag());
      }
      List<Field> later = new ArrayList<>(without);
      later.add(field);
      if (i < fields.size() - 1) {
        refuses(reader, later, "field " + field.tag() + " at the end");
      }
      List<Field> twice = new ArrayList<>(fields);
      twice.add(i, field);
      if (!repeated.contains(field.tag())) {
        refuses(reader, twice, "field " + field.tag() + " twice");
      }
      List<Field> strange = new ArrayList<>(fields);
      strange.add(i, new Field(0x7fff, new byte[0]));
      refuses(reader, strange, "an unknown field before " + field.tag());
    }
    List<Field> critical = new ArrayList<>(fields);
    critical.add(new Field(0x7fff, new byte[0]));
    refuses(reader, critical, "an unknown field at the end");
    for (int length = 0; length < encoded.length; length++) {
      if (!endsAField(fields, length)) {
        refuses(reader, Arrays.copyOf(encoded, length), "cut to " + length + " bytes");
      }
    }
    refuses(reader, Arrays.copyOf(encoded, encoded.length + 1), "a byte more");
    for (long declared : new long[] {0x7fffffffL, 0x80000000L, 0xffffffffL}) {
      byte[] huge = encoded.clone();
      ByteBuffer.wrap(huge).putInt(2, (int) declared);
      refuses(reader, huge, "a first field of " + declared + " bytes");
    }
  }

  private static boolean endsAField(List<Field> fields, int length) {
    int end = 0;
    for (Field field : fields) {
      end += 6 + field.value().length;
      if (end == length) {
        return true; // a missing field, tried above
      }
    }
    return false;
  }

  static void refuses(Consumer<byte[]> reader, List<Field> fields, String what) {
    refuses(reader, join(fields), what);
  }

  static void refuses(Consumer<byte[]> reader, byte[] encoded, String what) {
    assertThatThrownBy(() -> reader.accept(encoded))
        .as(what)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.CORRUPT));
  }
}

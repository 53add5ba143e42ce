package dev.keymaster.bus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A D-Bus message that was received: what of its header matters here, and its body.
 *
 * @param type {@link #RETURN}, {@link #ERROR}, {@link #SIGNAL} or another that is passed over
 * @param replySerial the serial of the call that it answers; 0 if it answers none
 * @param path the object that sent a signal; empty if not given
 * @param name interface and member of a signal, or the name of an error
 * @param sender who sent it, a name that the bus gave; empty if not given
 * @param signature the types in the body
 * @param body the values; closing the message zeroes them
 */
public record BusMessage(
    int type,
    int replySerial,
    String path,
    String name,
    String sender,
    String signature,
    BusReader body)
    implements AutoCloseable {
  static final int CALL = 1;
  static final int RETURN = 2;
  static final int ERROR = 3;
  static final int SIGNAL = 4;

  /** The fixed part of a header, in bytes. */
  static final int FIXED = 16;

  private static final int FIELDS_LIMIT = 16 << 10;
  private static final int BODY_LIMIT = 256 << 10;

  /** What the fixed part of a header tells. */
  record Fixed(int type, ByteOrder order, int serial, int fields, int body) {
    /** Reads it, and refuses lengths that no message needs here. */
    static Fixed parse(byte[] head) throws IOException {
      ByteOrder order = head[0] == 'B' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      ByteBuffer buffer = ByteBuffer.wrap(head).order(order);
      Fixed fixed =
          new Fixed(head[1], order, buffer.getInt(8), buffer.getInt(12), buffer.getInt(4));
      boolean known = (head[0] == 'l' || head[0] == 'B') && head[3] == 1;
      boolean small = fixed.fields >= 0 && fixed.fields <= FIELDS_LIMIT;
      if (!known || !small || fixed.body < 0 || fixed.body > BODY_LIMIT) {
        throw BusReader.malformed();
      }
      return fixed;
    }

    /** Returns how many bytes follow the fixed part. */
    int rest() {
      return paddedFields() + body;
    }

    private int paddedFields() {
      return (fields + 7) & ~7;
    }
  }

  /** Reads what follows the fixed part, and zeroes it. */
  static BusMessage parse(Fixed fixed, byte[] rest) throws IOException {
    BusReader fields = new BusReader(Arrays.copyOf(rest, fixed.fields()), fixed.order());
    byte[] body = Arrays.copyOfRange(rest, fixed.paddedFields(), rest.length);
    Arrays.fill(rest, (byte) 0);
    String[] values = new String[10];
    Arrays.fill(values, "");
    int replySerial = 0;
    while (fields.position() < fixed.fields()) {
      fields.align(8);
      int code = fields.u8();
      String type = fields.signature();
      if (type.equals("u")) {
        int number = fields.u32();
        replySerial = code == 5 ? number : replySerial;
      } else {
        String text = type.equals("g") ? fields.signature() : fields.string();
        values[code < values.length ? code : 0] = text;
      }
    }
    String name = fixed.type() == ERROR ? values[4] : values[2] + "." + values[3];
    BusReader reader = new BusReader(body, fixed.order());
    return new BusMessage(fixed.type(), replySerial, values[1], name, values[7], values[8], reader);
  }

  /** Tells whether it is that signal, with these types in its body. */
  public boolean is(String wanted, String types) {
    return type == SIGNAL && name.equals(wanted) && signature.equals(types);
  }

  @Override
  public void close() {
    body.close();
  }
}

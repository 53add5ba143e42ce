package dev.keymaster.bus;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * A D-Bus method call to be sent.
 *
 * @param destination the name of the service
 * @param path the object
 * @param interfaceName the interface of the method
 * @param member the method
 * @param signature the types in the body
 * @param body writes the values
 */
public record BusCall(
    String destination,
    String path,
    String interfaceName,
    String member,
    String signature,
    Consumer<BusWriter> body) {

  /** Returns the message, which the caller zeroes. */
  byte[] encode(int serial) {
    try (BusWriter values = new BusWriter();
        BusWriter message = new BusWriter()) {
      body.accept(values);
      byte[] bytes = values.toBytes();
      message.u8('l').u8(BusMessage.CALL).u8(0).u8(1).u32(bytes.length).u32(serial);
      message.array(8, this::fields).align(8).raw(bytes);
      Arrays.fill(bytes, (byte) 0);
      return message.toBytes();
    }
  }

  private void fields(BusWriter to) {
    to.align(8).u8(1).signature("o").string(path);
    to.align(8).u8(2).signature("s").string(interfaceName);
    to.align(8).u8(3).signature("s").string(member);
    to.align(8).u8(6).signature("s").string(destination);
    if (!signature.isEmpty()) {
      to.align(8).u8(8).signature("g").signature(signature);
    }
  }
}

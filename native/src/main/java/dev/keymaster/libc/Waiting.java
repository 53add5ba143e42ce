package dev.keymaster.libc;

import org.teavm.interop.Address;

/** Waits for several descriptors at once: {@code poll} with a fixed number of places. */
final class Waiting {
  static final short READABLE = 1;
  static final short WRITABLE = 4;
  private static final int WIDTH = 8;

  private final byte[] places;
  private final int count;

  Waiting(int count) {
    this.count = count;
    this.places = new byte[WIDTH * count];
    for (int i = 0; i < count; i++) {
      watch(i, -1, (short) 0);
    }
  }

  /** Puts a descriptor into a place; -1 for none. */
  void watch(int place, int descriptor, short events) {
    Address at = Address.ofData(places).add(WIDTH * place);
    at.putInt(descriptor);
    at.add(4).putShort(events);
    at.add(6).putShort((short) 0);
  }

  /** Waits, -1 milliseconds for ever; false if nothing happened. */
  boolean happens(int milliseconds) {
    return Libc.poll(Address.ofData(places), count, milliseconds) > 0;
  }

  /** Tells whether something can be read there, or has ended, or can be written. */
  boolean ready(int place) {
    return Address.ofData(places).add(WIDTH * place + 6).getShort() != 0;
  }
}

package dev.keymaster.libc;

import dev.keymaster.model.Latin1;
import java.util.List;
import org.teavm.interop.Address;

/** Texts as C has them, as Latin-1, which stands for their bytes one to one. */
final class Text {
  private static final int POINTER = 8;

  private Text() {}

  /** Copies the bytes up to a NUL. */
  static byte[] bytes(Address text) {
    int length = 0;
    while (text.add(length).getByte() != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = text.add(i).getByte();
    }
    return bytes;
  }

  /** Returns the bytes of {@code text} and a NUL. */
  static byte[] terminated(String text) {
    return Latin1.bytes(text + '\0');
  }

  static String of(byte[] bytes) {
    return Latin1.text(bytes);
  }

  /** Lays out what C calls {@code char *[]}: room for the addresses, then the texts themselves. */
  static byte[] list(List<byte[]> texts) {
    int size = POINTER * (texts.size() + 1);
    for (byte[] text : texts) {
      size += text.length + 1;
    }
    byte[] list = new byte[size];
    int at = POINTER * (texts.size() + 1);
    for (byte[] text : texts) {
      System.arraycopy(text, 0, list, at, text.length);
      at += text.length + 1;
    }
    return list;
  }

  /** Fills in the addresses of a {@link #list} of so many texts, which must not move any more. */
  static Address linked(byte[] list, int count) {
    Address start = Address.ofData(list);
    Address text = start.add(POINTER * (count + 1));
    for (int i = 0; i < count; i++) {
      start.add(POINTER * i).putAddress(text);
      while (text.getByte() != 0) {
        text = text.add(1);
      }
      text = text.add(1);
    }
    return start;
  }
}

package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The head of an age file (C2SP age.md, version 1): lines of text, from the version to the MAC.
 *
 * @param stanzas at least one
 * @param mac as it stands there
 * @param length of the head in bytes, its last line end included
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AgeHeader(List<AgeStanza> stanzas, byte[] mac, int length) {
  static final String VERSION = "age-encryption.org/v1";

  private static final int MAX_STANZAS = 100;
  private static final int MAX_LINE = 1024;
  private static final int COLUMNS = 64;
  private static final int MAC_LENGTH = 32;
  private static final String END = "---";

  /** Returns the head of a file that was sealed with this file key. */
  static byte[] encode(List<AgeStanza> stanzas, byte[] fileKey) {
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    for (AgeStanza stanza : stanzas) {
      text.append("-> ").append(stanza.type());
      stanza.arguments().forEach(argument -> text.append(' ').append(argument));
      text.append('\n');
      wrap(text, base64(stanza.body()));
    }
    text.append(END);
    byte[] signed = text.toString().getBytes(US_ASCII);
    text.append(' ').append(base64(mac(fileKey, signed, signed.length))).append('\n');
    return text.toString().getBytes(US_ASCII);
  }

  private static void wrap(StringBuilder text, String body) {
    int at = 0;
    for (; body.length() - at >= COLUMNS; at += COLUMNS) {
      text.append(body, at, at + COLUMNS).append('\n');
    }
    text.append(body, at, body.length()).append('\n');
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Reads only what is canonical. */
  static byte[] bytes(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (base64(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw damaged("its head is not base64");
    }
    throw damaged("its head is not base64");
  }

  static KeymasterException damaged(String what) {
    return KeymasterException.damaged("this age file is damaged: " + what);
  }

  /** Tells whether the head was made by whoever knew the file key. */
  boolean holds(byte[] fileKey, byte[] file) {
    int signed = length - 1 - base64(mac).length() - 1;
    return MessageDigest.isEqual(mac, mac(fileKey, file, signed));
  }

  private static byte[] mac(byte[] fileKey, byte[] head, int length) {
    byte[] key = Hkdf256.derive(fileKey, new byte[0], "header".getBytes(US_ASCII));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(head, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new BugException("HMAC-SHA256 is part of every JDK", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  static AgeHeader parse(byte[] file) {
    return new Lines(file).header();
  }

  /** The lines of a head, one after the other. */
  private static final class Lines {
    private final byte[] file;
    private int at;

    Lines(byte[] file) {
      this.file = file;
    }

    AgeHeader header() {
      if (!next().equals(VERSION)) {
        throw KeymasterException.usage("not an age file of version 1", "age -d opens others");
      }
      List<AgeStanza> stanzas = new ArrayList<>();
      String line = next();
      while (line.startsWith("-> ") && stanzas.size() < MAX_STANZAS) {
        String[] words = line.substring(3).split(" ", -1);
        stanzas.add(
            new AgeStanza(words[0], List.of(words).subList(1, words.length), bytes(body())));
        line = next();
      }
      if (!line.startsWith(END + " ") || stanzas.isEmpty()) {
        throw damaged("its head does not end");
      }
      byte[] mac = bytes(line.substring(END.length() + 1));
      if (mac.length != MAC_LENGTH) {
        throw damaged("its head has no MAC");
      }
      return new AgeHeader(List.copyOf(stanzas), mac, at);
    }

    private String body() {
      StringBuilder body = new StringBuilder();
      String line = next();
      while (line.length() == COLUMNS) {
        body.append(line);
        line = next();
        if (body.length() > MAX_LINE) {
          throw damaged("a part of its head is too long");
        }
      }
      if (line.length() > COLUMNS) {
        throw damaged("a line of its head is too long");
      }
      return body.append(line).toString();
    }

    private String next() {
      int start = at;
      while (at < file.length && file[at] != '\n') {
        if (file[at] < 0x20 || at - start > MAX_LINE) {
          throw damaged("its head is not text");
        }
        at++;
      }
      if (at == file.length) {
        throw damaged("it is cut off");
      }
      return new String(file, start, at++ - start, US_ASCII);
    }
  }
}

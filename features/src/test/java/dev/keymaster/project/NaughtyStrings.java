package dev.keymaster.project;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The Big List of Naughty Strings (text/blns.json, licence beside it), those without a NUL. */
public final class NaughtyStrings {
  private NaughtyStrings() {}

  /** Returns them. */
  public static List<String> all() {
    List<String> all = new ArrayList<>();
    String json = json();
    int at = json.indexOf('[') + 1;
    while (true) {
      int start = json.indexOf('"', at);
      if (start < 0) {
        return all;
      }
      StringBuilder text = new StringBuilder();
      at = start + 1;
      while (json.charAt(at) != '"') {
        at = json.charAt(at) == '\\' ? escape(json, at + 1, text) : plain(json, at, text);
      }
      at++;
      if (text.indexOf("\0") < 0) {
        all.add(text.toString());
      }
    }
  }

  private static int plain(String json, int at, StringBuilder text) {
    text.append(json.charAt(at));
    return at + 1;
  }

  private static int escape(String json, int at, StringBuilder text) {
    char letter = json.charAt(at);
    if (letter == 'u') {
      text.append((char) Integer.parseInt(json.substring(at + 1, at + 5), 16));
      return at + 5;
    }
    int known = "bfnrt".indexOf(letter);
    text.append(known < 0 ? letter : "\b\f\n\r\t".charAt(known));
    return at + 1;
  }

  private static String json() {
    try (InputStream in =
        Objects.requireNonNull(NaughtyStrings.class.getResourceAsStream("/text/blns.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

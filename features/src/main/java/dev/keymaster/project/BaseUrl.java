package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where keys may be sent: https anywhere, http to this machine only. */
final class BaseUrl {
  private static final int LONGEST = 2048;
  private static final String LOOPBACK =
      "localhost|\\[::1\\]|127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}";

  private BaseUrl() {}

  /** Returns the address without a slash at its end, or refuses it. */
  static String check(String text) {
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      boolean safe = scheme.equals("https") || (scheme.equals("http") && host.matches(LOOPBACK));
      boolean bare =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (!safe || host.isEmpty() || !bare || text.length() > LONGEST) {
        throw refused(text);
      }
      return text.replaceFirst("/+$", "");
    } catch (URISyntaxException e) {
      throw refused(text);
    }
  }

  private static KeymasterException refused(String text) {
    return KeymasterException.usage(
        "no address to send keys to: " + Printable.quote(text),
        "https://HOST/PATH, or http://127.0.0.1:PORT on this machine; no name, query or fragment");
  }
}

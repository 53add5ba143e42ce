package dev.keymaster.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where requests of ours may go: https anywhere, http to this machine only (F10).
 *
 * @param tls whether it is https
 * @param host in lower case, an IPv6 address without brackets
 * @param port from 1 to 65535
 * @param path what all targets begin with, without a slash at its end; often empty
 */
public record WebAddress(boolean tls, String host, int port, String path) {
  private static final int LONGEST = 2048;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int MOST = 65_535;
  private static final String LOOPBACK =
      "localhost|::1|127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})){3}";

  /** Reads an address; a usage failure for one that nothing may be sent to. */
  public static WebAddress parse(String text) {
    try {
      WebAddress address = of(new URI(text));
      if (text.length() > LONGEST || !(address.tls || address.loopback())) {
        throw refused(text);
      }
      return address;
    } catch (URISyntaxException e) {
      throw refused(text);
    }
  }

  private static WebAddress of(URI uri) throws URISyntaxException {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    boolean bare =
        uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
    boolean tls = scheme.equals("https");
    int port = uri.getPort() < 0 ? (tls ? HTTPS : HTTP) : uri.getPort();
    if (!(tls || scheme.equals("http")) || host.isEmpty() || !bare || port < 1 || port > MOST) {
      throw new URISyntaxException(uri.toString(), "not an address of ours");
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceFirst("/+$", "");
    return new WebAddress(tls, host.replaceAll("[\\[\\]]", ""), port, path);
  }

  /** Tells whether it is this machine by its very name. */
  public boolean loopback() {
    return host.matches(LOOPBACK);
  }

  /** Returns host and port as a {@code Host} field has them. */
  public String authority() {
    String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == (tls ? HTTPS : HTTP) ? name : name + ":" + port;
  }

  /** Returns it as it is written, without a slash at its end. */
  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority() + path;
  }

  private static KeymasterException refused(String text) {
    return KeymasterException.usage(
        "no address to send keys to: " + Printable.quote(text),
        "https://HOST/PATH, or http://127.0.0.1:PORT on this machine; no name, query or fragment");
  }
}

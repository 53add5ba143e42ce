package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.WebAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment names: {@code HTTPS_PROXY}, else {@code ALL_PROXY}, but for what
 * {@code NO_PROXY} lists, each in small letters too. This machine is never asked through a proxy.
 */
public final class Proxies {
  /** No proxy. */
  public static final Proxies NONE = new Proxies(null, List.of());

  private static final int USUAL_PORT = 8080;

  /**
   * A proxy.
   *
   * @param host its name
   * @param port its port
   * @param login {@code USER:PASSWORD} in base64; null if it wants none
   */
  record Proxy(String host, int port, @Nullable Secret login) {}

  private final @Nullable Proxy proxy;
  private final List<String> exceptions;

  private Proxies(@Nullable Proxy proxy, List<String> exceptions) {
    this.proxy = proxy;
    this.exceptions = List.copyOf(exceptions);
  }

  /**
   * Reads the variables.
   *
   * @throws KeymasterException USAGE for a proxy of a kind that is not known here
   */
  public static Proxies of(Map<String, String> environment) {
    String url = first(environment, "https_proxy", "all_proxy");
    List<String> exceptions =
        Arrays.stream(first(environment, "no_proxy").split("[, ]+", -1))
            .map(word -> word.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .toList();
    return url.isEmpty() ? NONE : new Proxies(parse(url), exceptions);
  }

  private static String first(Map<String, String> environment, String... names) {
    for (String name : names) {
      for (String spelling : List.of(name, name.toUpperCase(Locale.ROOT))) {
        String value = environment.getOrDefault(spelling, "").strip();
        if (!value.isEmpty()) {
          return value;
        }
      }
    }
    return "";
  }

  private static Proxy parse(String url) {
    try {
      URI uri = new URI(url.contains("://") ? url : "http://" + url);
      String host = uri.getHost();
      if (!"http".equalsIgnoreCase(uri.getScheme()) || host == null) {
        throw unknown();
      }
      String user = uri.getUserInfo();
      Secret login =
          user == null ? null : Secret.taking(Base64.getEncoder().encode(user.getBytes(UTF_8)));
      int port = uri.getPort() < 0 ? USUAL_PORT : uri.getPort();
      return new Proxy(host.replaceAll("[\\[\\]]", ""), port, login);
    } catch (URISyntaxException e) {
      throw unknown();
    }
  }

  /** The value is not repeated: it may hold a password. */
  private static KeymasterException unknown() {
    return KeymasterException.usage(
        "the proxy that HTTPS_PROXY names is of no kind known here", "http://HOST:PORT");
  }

  /** Returns the proxy for an address; empty if it is asked directly. */
  Optional<Proxy> of(WebAddress address) {
    boolean direct =
        !address.tls()
            || address.loopback()
            || exceptions.stream().anyMatch(rule -> excepts(rule, address));
    return direct ? Optional.empty() : Optional.ofNullable(proxy);
  }

  /** {@code *}, a host, a domain with or without a dot before it; each with a port or without. */
  private static boolean excepts(String rule, WebAddress address) {
    String name = rule;
    int colon = rule.lastIndexOf(':');
    if (colon > 0 && rule.indexOf(':') == colon) {
      if (!rule.substring(colon + 1).equals(Integer.toString(address.port()))) {
        return false;
      }
      name = rule.substring(0, colon);
    }
    name = name.replaceFirst("^\\*?\\.", "").replaceAll("[\\[\\]]", "");
    return name.equals("*") || address.host().equals(name) || address.host().endsWith("." + name);
  }
}

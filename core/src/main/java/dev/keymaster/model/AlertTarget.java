package dev.keymaster.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** Who is told of an alert. */
public sealed interface AlertTarget {
  /** Returns it for a person; of an address only the host, since the rest may be a secret. */
  String shown();

  /** The person at the desktop, by a notification. */
  record Desktop() implements AlertTarget {
    @Override
    public String shown() {
      return "desktop";
    }
  }

  /**
   * A program, which reads the event on its standard input.
   *
   * @param words the absolute path of the program, and its arguments; no shell reads them
   */
  record Command(List<String> words) implements AlertTarget {
    private static final int MOST_WORDS = 32;
    private static final int LONGEST = 4_096;

    /** USAGE unless it can be started as it stands. */
    public Command {
      words = List.copyOf(words);
      if (words.isEmpty() || !words.getFirst().startsWith("/")) {
        throw KeymasterException.usage(
            "the program of an alert needs its whole path", "… -- /usr/local/bin/PROGRAM");
      }
      if (words.size() > MOST_WORDS || String.join(" ", words).length() > LONGEST) {
        throw KeymasterException.usage("that is too long for the command of an alert", "");
      }
      if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
        throw KeymasterException.usage("a NUL cannot be in a command", "");
      }
    }

    @Override
    public String shown() {
      return "command " + Printable.clean(words.getFirst());
    }
  }

  /**
   * A web server, which gets the event as JSON.
   *
   * @param address {@code https}, or {@code http} on this machine
   */
  record Webhook(URI address) implements AlertTarget {
    private static final int LONGEST = 1_024;

    /** USAGE for an address that anybody on the way could read or change. */
    public Webhook {
      String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
      boolean secure = "https".equalsIgnoreCase(address.getScheme());
      boolean here = "http".equalsIgnoreCase(address.getScheme()) && isHere(host);
      if (host.isEmpty() || (!secure && !here)) {
        throw KeymasterException.usage(
            "a web hook is reached by https, or by http on this machine", "--webhook https://…");
      }
      if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
        throw KeymasterException.usage("the address of a web hook is too much: no user, no #", "");
      }
      if (address.toString().length() > LONGEST) {
        throw KeymasterException.usage("the address of a web hook is too long", "");
      }
    }

    /** Reads an address; USAGE if it is none. Its text is never repeated. */
    public static Webhook parse(String address) {
      try {
        URI uri = new URI(address);
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
          throw KeymasterException.usage("a web hook's port is 1 to 65535", "--webhook https://…");
        }
        return new Webhook(uri);
      } catch (URISyntaxException e) {
        throw KeymasterException.usage("not an address of the web", "--webhook https://…");
      }
    }

    private static boolean isHere(String host) {
      return host.equals("localhost")
          || host.equals("[::1]")
          || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    }

    @Override
    public String shown() {
      int port = address.getPort();
      return "webhook " + address.getHost() + (port < 0 ? "" : ":" + port);
    }
  }
}

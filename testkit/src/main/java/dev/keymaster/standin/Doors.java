package dev.keymaster.standin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * How clients get in.
 *
 * @param tls the server's identity; null for plain HTTP
 * @param protocols of TLS; empty for the usual ones
 * @param host that the base URL names
 */
public record Doors(@Nullable SSLContext tls, List<String> protocols, String host) {
  /** Plain HTTP. */
  public static final Doors PLAIN = new Doors(null, List.of(), "127.0.0.1");

  ServerSocket listen(InetAddress address, int port) throws IOException {
    SSLContext context = tls;
    if (context == null) {
      return new ServerSocket(port, 50, address);
    }
    SSLServerSocket socket =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, 50, address);
    if (!protocols.isEmpty()) {
      socket.setEnabledProtocols(protocols.toArray(String[]::new));
    }
    return socket;
  }

  String scheme() {
    return tls == null ? "http" : "https";
  }
}

package dev.keymaster.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.WebAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A connection to a peer, through a proxy if there is one, with TLS set up and the peer checked.
 * Whatever fails here fails before anything of the request was sent: {@link Unsendable}.
 */
final class Link implements AutoCloseable {
  private static final String[] NEW = {"TLSv1.3"};
  private static final String[] NEW_AND_OLD = {"TLSv1.3", "TLSv1.2"};

  private final Socket plain;
  private final Socket socket;

  private Link(Socket plain, Socket socket) {
    this.plain = plain;
    this.socket = socket;
  }

  static Link to(Peer peer, WebSettings settings) throws Unsendable {
    WebAddress address = peer.address();
    Optional<Proxies.Proxy> proxy = settings.proxies().of(address);
    String host = proxy.map(Proxies.Proxy::host).orElse(address.host());
    int port = proxy.map(Proxies.Proxy::port).orElse(address.port());
    Socket plain = connected(host, port, !address.tls(), settings.connect());
    try (TimeLimit _ = new TimeLimit(plain, settings.connect())) {
      if (proxy.isPresent()) {
        ask(plain, proxy.get(), address);
      }
      return new Link(plain, address.tls() ? secured(plain, peer, settings) : plain);
    } catch (Unsendable e) {
      shut(plain);
      throw e;
    } catch (SSLException e) {
      shut(plain);
      throw new Unsendable(tls(address, e));
    } catch (IOException e) {
      shut(plain);
      throw new Unsendable(address.host() + " does not answer");
    }
  }

  private static Socket connected(String host, int port, boolean here, Duration limit)
      throws Unsendable {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (here && !address.isLoopbackAddress()) {
          throw new Unsendable(host + " is not this machine, so it has to be https");
        }
        Socket socket = new Socket();
        try {
          socket.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
          socket.setTcpNoDelay(true);
          return socket;
        } catch (IOException e) {
          shut(socket);
        }
      }
      throw new Unsendable("no connection to " + host + " port " + port);
    } catch (UnknownHostException e) {
      throw new Unsendable("the name " + host + " is not known to the network");
    }
  }

  private static void ask(Socket plain, Proxies.Proxy proxy, WebAddress address)
      throws IOException {
    String target = address.host().indexOf(':') < 0 ? address.host() : "[" + address.host() + "]";
    target += ":" + address.port();
    ByteArrayOutputStream head = new ByteArrayOutputStream(256);
    head.writeBytes(("CONNECT " + target + " HTTP/1.1\r\nhost: " + target).getBytes(US_ASCII));
    if (proxy.login() != null) {
      head.writeBytes("\r\nproxy-authorization: Basic ".getBytes(US_ASCII));
      head.writeBytes(revealed(proxy));
    }
    head.writeBytes("\r\n\r\n".getBytes(US_ASCII));
    plain.getOutputStream().write(head.toByteArray());
    int status = new AnswerReader(plain.getInputStream(), 0).head();
    if (status / 100 != 2) {
      throw new Unsendable("the proxy " + proxy.host() + " answers " + status);
    }
  }

  @RevealsSecret("the proxy wants its login")
  private static byte[] revealed(Proxies.Proxy proxy) {
    return proxy.login() == null ? new byte[0] : proxy.login().reveal();
  }

  private static Socket secured(Socket plain, Peer peer, WebSettings settings) throws IOException {
    WebAddress address = peer.address();
    SSLSocket tls =
        (SSLSocket)
            settings.trust().sockets().createSocket(plain, address.host(), address.port(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(peer.tls12() ? NEW_AND_OLD : NEW);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    if (!peer.pin().isEmpty()
        && !Trust.pinned(tls.getSession().getPeerCertificates(), peer.pin())) {
      throw new Unsendable(address.host() + " has another key than the one that is pinned");
    }
    return tls;
  }

  private static String tls(WebAddress address, SSLException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("protocol_version") || text.contains("protocol version")) {
      return address.host() + " has no TLS 1.3";
    }
    boolean certificate = e instanceof javax.net.ssl.SSLPeerUnverifiedException;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      certificate |= cause instanceof java.security.cert.CertificateException;
      certificate |= cause instanceof java.security.GeneralSecurityException;
    }
    return certificate
        ? "the certificate of " + address.host() + " is not accepted"
        : "no TLS with " + address.host();
  }

  /** Ends it from another thread too. */
  Socket socket() {
    return plain;
  }

  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Tells what went wrong once the request was on its way. */
  static String told(WebAddress address, IOException e, boolean late, Duration limit) {
    if (late || e instanceof SocketTimeoutException) {
      return address.host() + " did not answer in " + seconds(limit);
    }
    return address.host() + " ended the connection without an answer";
  }

  private static String seconds(Duration limit) {
    return limit.compareTo(Duration.ofSeconds(1)) < 0
        ? limit.toMillis() + " ms"
        : limit.toSeconds() + " s";
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no use any more either way
    }
  }

  @Override
  public void close() {
    shut(socket);
    shut(plain);
  }
}

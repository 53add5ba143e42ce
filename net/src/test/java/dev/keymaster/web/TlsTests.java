package dev.keymaster.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.WebAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F10: who is believed, and who is not. */
class TlsTests {
  private static final char[] NO_SECRET = "changeit".toCharArray();

  @TempDir private static Path folder;
  private static KeyStore keys;

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException, GeneralSecurityException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Path store = folder.resolve("keys.p12");
    run(
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(NO_SECRET)));
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, NO_SECRET);
    }
    byte[] der = keys.getCertificate("server").getEncoded();
    Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE-----\n");
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
  }

  private static ScriptedServer server(String... protocols)
      throws GeneralSecurityException, IOException {
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, NO_SECRET);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    SSLServerSocket listening =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    listening.setEnabledProtocols(protocols);
    return new ScriptedServer(
        listening, ScriptedServer.ok("{}"), ScriptedServer.ok("{}"), ScriptedServer.ok("{}"));
  }

  private static WebOutcome ask(Peer peer, Trust trust, Proxies proxies) {
    Duration limit = Duration.ofSeconds(20);
    WebSettings settings = new WebSettings(limit, limit, limit, 1, 1000, trust, proxies);
    Pauses pauses = new Pauses(() -> null, pause -> {}, RandomGenerator.of("Random"));
    return new WebClient(settings, pauses).send(WebRequest.of("GET", peer, "/"));
  }

  private static WebOutcome ask(Peer peer, Trust trust) {
    return ask(peer, trust, Proxies.NONE);
  }

  private static Trust trusting() {
    return Trust.systemAnd(folder.resolve("ca.pem"));
  }

  private static Peer peer(String host, int port) {
    return Peer.at(WebAddress.parse("https://" + host + ":" + port));
  }

  @Test
  void a_certificate_of_an_added_authority_is_believed_for_its_own_name_only()
      throws GeneralSecurityException, IOException {
    try (ScriptedServer server = server("TLSv1.3")) {
      int port = server.port();
      assertThat(ask(peer("localhost", port), trusting())).isInstanceOf(WebOutcome.Answered.class);
      assertThat(ask(peer("localhost", port), Trust.system()))
          .isEqualTo(new WebOutcome.Unsent("the certificate of localhost is not accepted"));
      assertThat(ask(peer("127.0.0.1", port), trusting()))
          .isEqualTo(new WebOutcome.Unsent("the certificate of 127.0.0.1 is not accepted"));
      assertThat(server.requests().stream().filter(text -> !text.isEmpty())).hasSize(1);
    }
  }

  @Test
  void an_older_tls_is_spoken_only_with_those_that_are_known_for_it()
      throws GeneralSecurityException, IOException {
    try (ScriptedServer server = server("TLSv1.2")) {
      Peer peer = peer("localhost", server.port());
      assertThat(ask(peer, trusting()))
          .isEqualTo(new WebOutcome.Unsent("localhost has no TLS 1.3"));
      assertThat(ask(new Peer(peer.address(), true, ""), trusting()))
          .isInstanceOf(WebOutcome.Answered.class);
    }
  }

  @Test
  void a_pinned_peer_has_to_have_its_key() throws GeneralSecurityException, IOException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(keys.getCertificate("server").getPublicKey().getEncoded());
    String pin = Base64.getEncoder().encodeToString(hash);
    try (ScriptedServer server = server("TLSv1.3")) {
      WebAddress address = peer("localhost", server.port()).address();
      assertThat(ask(new Peer(address, false, pin), trusting()))
          .isInstanceOf(WebOutcome.Answered.class);
      assertThat(ask(new Peer(address, false, pin.replace(pin.charAt(0), '_')), trusting()))
          .isEqualTo(
              new WebOutcome.Unsent("localhost has another key than the one that is pinned"));
    }
  }

  @Test
  void a_proxy_is_asked_for_a_tunnel_and_sees_nothing_else() throws IOException {
    try (ScriptedServer proxy = ScriptedServer.plain("HTTP/1.1 200 go\r\n\r\n")) {
      Proxies proxies =
          Proxies.of(Map.of("HTTPS_PROXY", "http://me:word@127.0.0.1:" + proxy.port()));
      WebOutcome outcome = ask(peer("api.example", 443), Trust.system(), proxies);
      assertThat(outcome).isInstanceOf(WebOutcome.Unsent.class);
      assertThat(proxy.requests().getFirst())
          .isEqualTo(
              String.join(
                  "\r\n",
                  "CONNECT api.example:443 HTTP/1.1",
                  "host: api.example:443",
                  "proxy-authorization: Basic bWU6d29yZA==",
                  "",
                  ""));
      assertThat(proxy.requests().getLast()).as("a TLS handshake").isEqualTo("\u0016\u0003");
    }
    try (ScriptedServer proxy = ScriptedServer.plain(ScriptedServer.status(407))) {
      Proxies proxies = Proxies.of(Map.of("https_proxy", "127.0.0.1:" + proxy.port()));
      assertThat(ask(peer("api.example", 443), Trust.system(), proxies))
          .isEqualTo(new WebOutcome.Unsent("the proxy 127.0.0.1 answers 407"));
    }
  }
}

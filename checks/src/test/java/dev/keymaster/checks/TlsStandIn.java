package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.standin.Doors;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A provider that is played behind TLS, with a certificate that no system trusts. */
record TlsStandIn(StandIn standIn, Path authority) implements AutoCloseable {
  private static final String NO_SECRET = "changeit";

  /** Plays a provider; what has to be trusted is put into the folder. */
  static TlsStandIn of(String provider, Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    KeyStore keys = made(folder.resolve("server.p12"));
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, NO_SECRET.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    Path authority = folder.resolve("authority.pem");
    String certificate =
        Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded());
    Files.writeString(
        authority, "-----BEGIN CERTIFICATE-----\n" + certificate + "\n-----END CERTIFICATE-----\n");
    Doors doors = new Doors(context, List.of(), "localhost");
    return new TlsStandIn(StandIn.of(provider, doors), authority);
  }

  private static KeyStore made(Path store)
      throws IOException, InterruptedException, GeneralSecurityException {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String line =
        " -genkeypair -alias server -keyalg EC -dname CN=localhost -ext san=dns:localhost"
            + " -storepass "
            + NO_SECRET
            + " -keystore";
    List<String> words = new ArrayList<>(List.of((keytool + line).split(" ", -1)));
    words.add(store.toString());
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, NO_SECRET.toCharArray());
    }
    return keys;
  }

  @Override
  public void close() {
    standIn.close();
  }
}

package dev.keymaster.web;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed: the authorities of the system where it keeps a list that we
 * know, else those of the Java runtime; and those of one more file. Read when first needed.
 * Thread-safe.
 */
public final class Trust {
  private static final List<Path> SYSTEM =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"));

  private final @Nullable Path more;
  private @Nullable SSLSocketFactory sockets;

  private Trust(@Nullable Path more) {
    this.more = more;
  }

  /** The authorities that the system trusts. */
  public static Trust system() {
    return new Trust(null);
  }

  /** These, and the authorities of a PEM file. */
  public static Trust systemAnd(Path pem) {
    return new Trust(pem);
  }

  synchronized SSLSocketFactory sockets() {
    if (sockets == null) {
      try {
        sockets = made();
      } catch (GeneralSecurityException | IOException e) {
        throw new BugException("no TLS in this runtime", e);
      }
    }
    return sockets;
  }

  private SSLSocketFactory made() throws GeneralSecurityException, IOException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    List<Path> found = SYSTEM.stream().filter(Files::isReadable).limit(1).toList();
    if (found.isEmpty() || !added(anchors, found.getFirst())) {
      addRuntimes(anchors);
    }
    if (more != null) {
      add(anchors, "more", named(more));
    }
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  /** A list that cannot be read as a whole is as good as none. */
  private static boolean added(KeyStore anchors, Path list) {
    try {
      add(anchors, "system", certificates(list));
      return anchors.size() > 0;
    } catch (GeneralSecurityException | IOException e) {
      return false;
    }
  }

  private static void addRuntimes(KeyStore anchors) throws GeneralSecurityException {
    TrustManagerFactory own = TrustManagerFactory.getInstance("PKIX");
    own.init((KeyStore) null);
    for (var manager : own.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        add(anchors, "runtime", List.of(x509.getAcceptedIssuers()));
      }
    }
  }

  private static void add(KeyStore anchors, String from, Collection<? extends Certificate> all)
      throws GeneralSecurityException {
    int number = 0;
    for (Certificate certificate : all) {
      anchors.setCertificateEntry(from + number++, certificate);
    }
  }

  private static Collection<? extends Certificate> certificates(Path pem)
      throws GeneralSecurityException, IOException {
    try (InputStream in = Files.newInputStream(pem)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static Collection<? extends Certificate> named(Path pem) {
    try {
      Collection<? extends Certificate> found = certificates(pem);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException | IOException e) {
      // said below
    }
    throw KeymasterException.usage(
        "no certificates can be read from " + pem, "keymaster config set network.ca_file PATH");
  }

  /** Tells whether one of these certificates has the pinned public key. */
  static boolean pinned(Certificate[] chain, String pin) {
    try {
      for (Certificate certificate : chain) {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
        if (Base64.getEncoder().encodeToString(hash).equals(pin)) {
          return true;
        }
      }
      return false;
    } catch (GeneralSecurityException e) {
      throw new BugException("no SHA-256 in this runtime", e);
    }
  }
}

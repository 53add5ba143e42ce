package dev.keymaster.crypto;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What opens an age file: a key, which it zeroes when closed, or a passphrase. */
public abstract sealed class AgeIdentity implements AutoCloseable {
  private static final String PREFIX = "age-secret-key-";
  private static final int FILE_KEY = 16;
  private static final int SALT = 16;
  private static final int MAX_LOG_N = 20;

  private AgeIdentity() {}

  /**
   * The key behind {@code AGE-SECRET-KEY-1…}; empty if it is none.
   *
   * @param text stays the caller's; the identity has a key of its own
   */
  @RevealsSecret("keys of age are written as text")
  public static Optional<AgeIdentity> key(Secret text) {
    byte[] letters = text.reveal();
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) Character.toLowerCase(letters[i]);
    }
    Optional<byte[]> scalar =
        Bech32.decode(PREFIX, letters).filter(bytes -> bytes.length == Agreement.SCALAR_LENGTH);
    Arrays.fill(letters, (byte) 0);
    return scalar.map(bytes -> new Holder(Secret.taking(bytes)));
  }

  /** A passphrase, which stays the caller's. */
  public static AgeIdentity passphrase(Secret passphrase) {
    return new Knower(passphrase);
  }

  /** Returns the file key if one of the stanzas is for this identity. */
  abstract Optional<byte[]> unwrap(List<AgeStanza> stanzas);

  /** Zeroes what this holds of its own; what it was given stays the caller's. */
  @Override
  public abstract void close();

  private static Optional<byte[]> opened(byte[] key, byte[] body) {
    byte[] fileKey =
        body.length == FILE_KEY + Aead.TAG_LENGTH
            ? Aead.decryptChaCha(key, AgeRecipient.NO_NONCE, body)
            : null;
    Arrays.fill(key, (byte) 0);
    return Optional.ofNullable(fileKey);
  }

  private static final class Holder extends AgeIdentity {
    private final Secret scalar;

    Holder(Secret scalar) {
      this.scalar = scalar;
    }

    @Override
    Optional<byte[]> unwrap(List<AgeStanza> stanzas) {
      return stanzas.stream()
          .filter(stanza -> stanza.type().equals("X25519") && stanza.arguments().size() == 1)
          .flatMap(stanza -> unwrap(stanza).stream())
          .findFirst();
    }

    @RevealsSecret("the curve computes with the key itself")
    private Optional<byte[]> unwrap(AgeStanza stanza) {
      byte[] share = AgeHeader.bytes(stanza.arguments().getFirst());
      if (share.length != Agreement.POINT_LENGTH) {
        throw AgeHeader.damaged("a share in its head has the wrong length");
      }
      try (Agreement agreement = agreement(scalar.reveal(), share)) {
        byte[] key = AgeRecipient.wrapping(agreement.shared(), share, agreement.own());
        return opened(key, stanza.body());
      }
    }

    private static Agreement agreement(byte[] own, byte[] share) {
      return Agreement.by(own, share)
          .orElseThrow(() -> AgeHeader.damaged("a share in its head is no point"));
    }

    @Override
    public void close() {
      scalar.close();
    }
  }

  private static final class Knower extends AgeIdentity {
    private final Secret phrase;

    Knower(Secret phrase) {
      this.phrase = phrase;
    }

    @Override
    Optional<byte[]> unwrap(List<AgeStanza> stanzas) {
      AgeStanza stanza = stanzas.getFirst();
      if (!stanza.type().equals(AgeFile.SCRYPT)) {
        return Optional.empty();
      }
      if (stanza.arguments().size() != 2) {
        throw AgeHeader.damaged("what its head says about the passphrase is malformed");
      }
      byte[] salt = AgeHeader.bytes(stanza.arguments().getFirst());
      if (salt.length != SALT) {
        throw AgeHeader.damaged("its salt has the wrong length");
      }
      byte[] key = AgeRecipient.wrapping(phrase, salt, cost(stanza.arguments().getLast()));
      return opened(key, stanza.body());
    }

    /** Asked before anything is computed: a file could keep the machine busy for years. */
    private static int cost(String text) {
      if (!text.matches("[1-9][0-9]?")) {
        throw AgeHeader.damaged("its work factor is no number");
      }
      int logN = Integer.parseInt(text);
      if (logN > MAX_LOG_N) {
        throw new KeymasterException(
            Code.DENIED,
            "this age file asks for 2^" + logN + " steps to hash the passphrase; 2^20 are the most",
            "if you made it yourself: age -d opens it");
      }
      return logN;
    }

    @Override
    public void close() {}
  }
}

package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.crypto.AgeFile;
import dev.keymaster.crypto.AgeIdentity;
import dev.keymaster.crypto.AgeRecipient;
import dev.keymaster.crypto.PassphraseRules;
import dev.keymaster.crypto.SqlCipherFile;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an export is sealed in: a file of age, or a database of SQLCipher. Closing wipes the
 * passphrase. Not thread-safe.
 */
public final class Envelope implements AutoCloseable {
  private interface Sealing {
    byte[] seal(byte[] content, Randomness randomness);
  }

  private final Sealing sealing;
  private final @Nullable Secret passphrase;

  private Envelope(Sealing sealing, @Nullable Secret passphrase) {
    this.sealing = sealing;
    this.passphrase = passphrase;
  }

  private static Sealing age(List<AgeRecipient> recipients) {
    return (content, randomness) -> {
      try (Secret secret = Secret.copyOf(content)) {
        return AgeFile.seal(recipients, secret, randomness);
      }
    };
  }

  /** For the holders of keys, {@code age1…}; USAGE if one was mistyped. */
  public static Envelope forKeys(List<String> recipients) {
    return new Envelope(age(recipients.stream().map(AgeRecipient::key).toList()), null);
  }

  /**
   * For whoever knows a passphrase, which is taken over; USAGE if it does not keep the rules for
   * them.
   */
  public static Envelope forPassphrase(Secret passphrase) {
    check(passphrase);
    return new Envelope(age(List.of(AgeRecipient.passphrase(passphrase))), passphrase);
  }

  /**
   * A database of SQLCipher 4 for whoever knows a passphrase, which is taken over; USAGE as {@link
   * #forPassphrase}. What it seals is the image of a database.
   */
  public static Envelope ofDatabase(Secret passphrase) {
    check(passphrase);
    return new Envelope(
        (image, randomness) -> SqlCipherFile.seal(image, passphrase, randomness), passphrase);
  }

  private static void check(Secret passphrase) {
    try (Secret normal = PassphraseRules.normalised(passphrase)) {
      PassphraseRules.check(normal);
    } catch (KeymasterException e) {
      passphrase.close();
      throw e;
    }
  }

  /** Returns a file with this content, which stays the caller's. */
  public byte[] seal(byte[] content, Randomness randomness) {
    return sealing.seal(content, randomness);
  }

  @Override
  public void close() {
    if (passphrase != null) {
      passphrase.close();
    }
  }

  /** Tells whether a passphrase opens the file, and no key. */
  public static boolean wantsPassphrase(byte[] file) {
    return AgeFile.wantsPassphrase(file);
  }

  /** Opens a file with its passphrase, which stays the caller's; the caller closes the content. */
  public static Secret open(byte[] file, Secret passphrase) {
    return AgeFile.open(file, AgeIdentity.passphrase(passphrase));
  }

  /** Refuses what no passphrase opens as a database of SQLCipher 4: USAGE. */
  public static void checkDatabase(byte[] file) {
    SqlCipherFile.check(file);
  }

  /**
   * Opens a database of SQLCipher 4 with its passphrase, which stays the caller's.
   *
   * @return the image of the database, which the caller zeroes
   */
  public static byte[] openDatabase(byte[] file, Secret passphrase) {
    return SqlCipherFile.open(file, passphrase);
  }

  /**
   * Opens a file with the keys of an identity file, as age-keygen writes them.
   *
   * @param identities its content; stays the caller's
   */
  public static Secret openByKeys(byte[] file, byte[] identities) {
    List<AgeIdentity> keys = new ArrayList<>();
    try {
      read(identities, keys);
      for (AgeIdentity identity : keys) {
        Optional<Secret> content = opened(file, identity);
        if (content.isPresent()) {
          return content.get();
        }
      }
    } finally {
      keys.forEach(AgeIdentity::close);
    }
    throw new KeymasterException(
        KeymasterException.Code.LOCKED,
        "no key of that identity file opens this age file",
        "age-keygen -y KEYFILE prints whom it is");
  }

  private static Optional<Secret> opened(byte[] file, AgeIdentity identity) {
    try {
      return Optional.of(AgeFile.open(file, identity));
    } catch (KeymasterException e) {
      if (e.code() != KeymasterException.Code.LOCKED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static void read(byte[] identities, List<AgeIdentity> keys) {
    byte[] mark = "AGE-SECRET-KEY-".getBytes(US_ASCII);
    for (int start = 0; start < identities.length; ) {
      int end = start;
      while (end < identities.length && identities[end] > ' ') {
        end++;
      }
      if (end - start > mark.length
          && Arrays.equals(identities, start, start + mark.length, mark, 0, mark.length)) {
        try (Secret line = Secret.taking(Arrays.copyOfRange(identities, start, end))) {
          Optional<AgeIdentity> key = AgeIdentity.key(line);
          keys.add(key.orElseThrow(() -> Bad.file("a mistyped key of age", "age-keygen")));
        }
      }
      start = end + 1;
    }
    if (keys.isEmpty()) {
      throw Bad.file("no key of age in the identity file", "age-keygen -o KEYFILE makes one");
    }
  }
}

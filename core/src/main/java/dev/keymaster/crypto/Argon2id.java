package dev.keymaster.crypto;

import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.util.Arrays;
import java.util.Optional;

/**
 * Argon2id version 1.3 (RFC 9106). Computed by the system's libsodium where it can be loaded and
 * one lane is asked for, otherwise by Bouncy Castle; both give the same bytes.
 *
 * @param memoryKiB memory, 19 MiB to 1 GiB
 * @param iterations passes over the memory, 1 to 16; times the memory at least the OWASP floor of
 *     two passes over 19 MiB
 * @param parallelism lanes, 1 to 8
 */
public record Argon2id(int memoryKiB, int iterations, int parallelism) implements PasswordKdf {
  static final int ID = 1;

  private static final long LEAST_MEMORY = 19 * 1024;
  private static final long MOST_MEMORY = 1024 * 1024;
  private static final long LEAST_WORK = 2 * LEAST_MEMORY;

  /**
   * Checks the limits.
   *
   * @throws KeymasterException USAGE if a parameter is out of range
   */
  public Argon2id {
    flaw(memoryKiB, iterations, parallelism)
        .ifPresent(flaw -> {
          throw KeymasterException.usage(flaw, "memory 19456..1048576 KiB, passes 1..16");
        });
  }

  static Argon2id stored(FieldReader fields) {
    long memoryKiB = fields.u32(1);
    long iterations = fields.u32(2);
    long parallelism = fields.u32(3);
    flaw(memoryKiB, iterations, parallelism)
        .ifPresent(flaw -> {
          throw KeymasterException.corrupt(flaw);
        });
    return new Argon2id((int) memoryKiB, (int) iterations, (int) parallelism);
  }

  private static Optional<String> flaw(long memoryKiB, long iterations, long parallelism) {
    if (memoryKiB < LEAST_MEMORY || memoryKiB > MOST_MEMORY) {
      return Optional.of("Argon2id memory out of range: " + memoryKiB + " KiB");
    }
    if (iterations < 1 || iterations > 16) {
      return Optional.of("Argon2id passes out of range: " + iterations);
    }
    if (memoryKiB * iterations < LEAST_WORK) {
      return Optional.of("Argon2id too cheap: " + iterations + " pass over " + memoryKiB + " KiB");
    }
    if (parallelism < 1 || parallelism > 8) {
      return Optional.of("Argon2id lanes out of range: " + parallelism);
    }
    return Optional.empty();
  }

  @Override
  @RevealsSecret("the passphrase is the KDF's input")
  public byte[] stretch(Secret passphrase, byte[] salt) {
    if (salt.length != SALT_LENGTH) {
      throw new BugException("salt of " + salt.length + " bytes");
    }
    byte[] plain = passphrase.reveal();
    try {
      // libsodium knows one lane only
      Optional<Sodium> sodium = parallelism == 1 ? Sodium.found() : Optional.empty();
      return sodium.isPresent()
          ? sodium.get().argon2id(this, plain, salt)
          : BouncyArgon2.hash(this, plain, salt);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  @Override
  public int id() {
    return ID;
  }

  @Override
  public String words() {
    return "argon2id m=" + memoryKiB / 1024 + "MiB t=" + iterations + " p=" + parallelism;
  }

  @Override
  public byte[] parameters() {
    return new Fields().u32(1, memoryKiB).u32(2, iterations).u32(3, parallelism).encoded();
  }

  static KeymasterException outOfMemory(Argon2id parameters) {
    return new KeymasterException(
        KeymasterException.Code.FAILURE,
        "not enough memory to stretch the passphrase: " + parameters.memoryKiB() / 1024 + " MiB",
        "free some memory and try again");
  }
}

package dev.keymaster.vault;

import dev.keymaster.crypto.DeviceSignature;
import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.KeySeed;
import dev.keymaster.crypto.Padding;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Randomness;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of an open vault (docs/format.md §5). Thread-safe until closed. */
final class Keyset implements AutoCloseable {
  static final String PART = "keyset";

  private static final byte[] NONE = new byte[0];

  private final int generation;
  private final SealingKey account;
  private final SealingKey locator;
  private final SealingKey log;
  private final KeySeed hybridSeed;
  private final DeviceSignature signature;
  private final byte[] device;
  private final SealingKey head;
  private final SealingKey index;
  private final SealingKey documents;
  private final Map<EnvironmentName, SealingKey> environments = new ConcurrentHashMap<>();

  private Keyset(
      int generation,
      SealingKey account,
      SealingKey locator,
      SealingKey log,
      KeySeed hybridSeed,
      DeviceSignature signature,
      byte[] device) {
    this.generation = generation;
    this.account = account;
    this.locator = locator;
    this.log = log;
    this.hybridSeed = hybridSeed;
    this.signature = signature;
    this.device = device;
    this.head = account.derive("head", NONE);
    this.index = account.derive("index", NONE);
    this.documents = account.derive("document", NONE);
  }

  static Keyset fresh(Randomness randomness, KeyHome home) {
    return new Keyset(
        1,
        SealingKey.random(randomness, home),
        SealingKey.random(randomness, home),
        SealingKey.random(randomness, home),
        KeySeed.taking(randomness.bytes(32), home),
        DeviceSignature.taking(randomness.bytes(32), home),
        randomness.bytes(16));
  }

  /** The next generation: new account and locator key; log and device stay. */
  Keyset next(Randomness randomness) {
    return new Keyset(
        generation + 1,
        SealingKey.random(randomness, home()),
        SealingKey.random(randomness, home()),
        log.in(home()),
        KeySeed.taking(hybridSeed.encoded(), home()),
        DeviceSignature.taking(signature.encoded(), home()),
        device);
  }

  byte[] seal(SealingKey root, byte[] vault, int rootGeneration, Randomness randomness) {
    Fields fields = new Fields().u32(1, generation);
    byte[][] keys = {
      account.encoded(), locator.encoded(), log.encoded(), hybridSeed.encoded(), signature.encoded()
    };
    for (int i = 0; i < keys.length; i++) {
      fields.bytes(i + 2, keys[i]);
      Arrays.fill(keys[i], (byte) 0);
    }
    byte[] encoded = fields.bytes(7, device).encoded();
    fields.wipe();
    byte[] padded = Padding.pad(encoded);
    try (SealingKey key = root.derive(PART, NONE)) {
      return key.seal(PART, "keys", Places.keyset(vault, rootGeneration), padded, randomness);
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(padded, (byte) 0);
    }
  }

  static Keyset open(SealingKey root, byte[] vault, int rootGeneration, byte[] envelope) {
    byte[] padded;
    try (SealingKey key = root.derive(PART, NONE)) {
      padded = key.open("the keyset", PART, "keys", Places.keyset(vault, rootGeneration), envelope);
    }
    byte[] encoded = Padding.unpad(padded);
    try {
      FieldReader in = new FieldReader("the keyset", encoded);
      KeyHome home = root.home();
      Keyset keyset =
          new Keyset(
              in.number(1),
              SealingKey.taking(in.bytes(2, 32), home),
              SealingKey.taking(in.bytes(3, 32), home),
              SealingKey.taking(in.bytes(4, 32), home),
              KeySeed.taking(in.bytes(5, 32), home),
              DeviceSignature.taking(in.bytes(6, 32), home),
              in.bytes(7, 16));
      in.end();
      return keyset;
    } finally {
      Arrays.fill(padded, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
    }
  }

  int generation() {
    return generation;
  }

  /** Signs as this device; belongs to the keyset. */
  DeviceSignature signer() {
    return signature;
  }

  /** Returns the key that checks {@link #signer}'s signatures, 32 bytes; costs time. */
  byte[] publicKey() {
    return signature.publicKey();
  }

  byte[] device() {
    return device;
  }

  /** Returns where these keys lie, for others that belong to them. */
  KeyHome home() {
    return account.home();
  }

  /** Returns what signs in the name of this device. */
  DeviceSignature signature() {
    return signature;
  }

  SealingKey head() {
    return head;
  }

  SealingKey index() {
    return index;
  }

  SealingKey documents() {
    return documents;
  }

  SealingKey log() {
    return log;
  }

  SealingKey environment(EnvironmentName name) {
    return environments.computeIfAbsent(
        name,
        env -> account.derive("environment", env.value().getBytes(StandardCharsets.US_ASCII)));
  }

  /**
   * Returns the key of what waits beside the vault until it can be written; the caller closes it.
   */
  SealingKey beside() {
    return account.derive("beside", NONE);
  }

  byte[] locate(byte[] place) {
    return locator.mac(place);
  }

  @Override
  public void close() {
    account.close();
    locator.close();
    log.close();
    head.close();
    index.close();
    documents.close();
    environments.values().forEach(SealingKey::close);
    hybridSeed.close();
    signature.close();
  }
}

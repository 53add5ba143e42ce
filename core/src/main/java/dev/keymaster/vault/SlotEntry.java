package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.PasswordKdf;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.BugException;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stretching;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An unlock slot as the header stores it (docs/format.md §4.1).
 *
 * @param kdfId 0 where the secret is random and needs no stretching
 * @param parameters canonical fields of the password KDF
 * @param wrapped the root key, sealed under the slot's key-encryption key
 * @param logKey the log's MAC key of the moment in which the slot was made, sealed likewise; null
 *     if the slot has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SlotEntry(
    byte[] id,
    SlotKind kind,
    String label,
    Instant created,
    int kdfId,
    byte[] parameters,
    byte[] salt,
    byte[] wrapped,
    byte @Nullable [] logKey) {

  private static final int NO_KDF = 0;
  private static final int NO_DEVICE_SECRET = 0;
  private static final int MAX_LABEL = 256;

  SlotEntry {
    if (label.isEmpty() || label.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL) {
      throw KeymasterException.usage("a slot's label has 1 to 256 bytes", "");
    }
    if ((kind == SlotKind.PASSPHRASE) == (kdfId == NO_KDF)) {
      throw KeymasterException.corrupt("unlock slot " + Printable.quote(label) + ": wrong KDF");
    }
  }

  SlotEntry(
      byte[] id,
      SlotKind kind,
      String label,
      Instant created,
      int kdfId,
      byte[] parameters,
      byte[] salt,
      byte[] wrapped) {
    this(id, kind, label, created, kdfId, parameters, salt, wrapped, null);
  }

  /** Seals the root key for whoever has {@code secret}. */
  static SlotEntry seal(
      Slot slot,
      @Nullable PasswordKdf kdf,
      Secret secret,
      Header header,
      SealingKey root,
      Randomness randomness) {
    SlotEntry open =
        new SlotEntry(
            HexFormat.of().parseHex(slot.id()),
            slot.kind(),
            slot.label(),
            slot.created(),
            kdf == null ? NO_KDF : kdf.id(),
            kdf == null ? new byte[0] : kdf.parameters(),
            randomness.bytes(PasswordKdf.SALT_LENGTH),
            new byte[0]);
    return open.wrap(secret, header, root, randomness);
  }

  /** Seals another root key for the same secret. */
  SlotEntry wrap(Secret secret, Header header, SealingKey root, Randomness randomness) {
    byte[] context = context(header);
    byte[] plain = root.encoded();
    try (SealingKey kek = kek(secret, context, root.home())) {
      byte[] envelope = kek.seal("slot", "root-key", context, plain, randomness);
      return new SlotEntry(id, kind, label, created, kdfId, parameters, salt, envelope);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /**
   * Returns the root key, which lies in {@code home}, or null if the secret is not the right one.
   */
  @Nullable SealingKey open(Secret secret, Header header, KeyHome home) {
    byte[] context = context(header);
    try (SealingKey kek = kek(secret, context, home)) {
      byte[] root = kek.tryOpen("slot", "root-key", context, wrapped);
      if (root == null) {
        return null;
      }
      if (root.length != SealingKey.LENGTH) {
        throw KeymasterException.corrupt("unlock slot " + Printable.quote(label) + " is damaged");
      }
      return SealingKey.taking(root, home);
    }
  }

  /**
   * Seals a key of the log too, in a recovery slot: its secret lies on paper, away from thieves.
   */
  SlotEntry holding(LogKey log, Secret secret, Header header, Randomness randomness) {
    if (kind != SlotKind.RECOVERY) {
      return this;
    }
    byte[] context = context(header);
    byte[] plain = log.encode();
    try (SealingKey kek = kek(secret, context, KeyHome.heap())) {
      byte[] sealed = kek.seal("slot", "log-key", context, plain, randomness);
      return new SlotEntry(id, kind, label, created, kdfId, parameters, salt, wrapped, sealed);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** Tells whether this slot holds a key of the log. */
  boolean holdsLogKey() {
    return logKey != null;
  }

  /** Returns the key of the log that this slot holds. */
  LogKey logKey(Secret secret, Header header) {
    if (logKey == null) {
      throw new BugException("a slot without a key of the log");
    }
    byte[] context = context(header);
    try (SealingKey kek = kek(secret, context, KeyHome.heap())) {
      return LogKey.decode(kek.open("the log's key", "slot", "log-key", context, logKey));
    }
  }

  @RevealsSecret("the slot's secret is what the key-encryption key is derived from")
  private SealingKey kek(Secret secret, byte[] context, KeyHome home) {
    byte[] material =
        kdfId == NO_KDF
            ? secret.reveal()
            : PasswordKdf.stored(kdfId, parameters).stretch(secret, salt);
    try {
      return SealingKey.fromSlotSecret(material, salt, kind.word(), context, home);
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }

  private byte[] context(Header header) {
    return new Fields()
        .bytes(1, header.vault())
        .bytes(2, id)
        .u8(3, kind.tag())
        .u32(4, header.generation())
        .u8(5, kdfId)
        .bytes(6, parameters)
        .encoded();
  }

  Slot shown() {
    Stretching kdf = kdfId == NO_KDF ? null : PasswordKdf.stored(kdfId, parameters).shown();
    return new Slot(HexFormat.of().formatHex(id), kind, label, created, kdf);
  }

  Fields encode() {
    Fields out =
        new Fields()
            .bytes(1, id)
            .u8(2, kind.tag())
            .text(3, label)
            .time(4, created)
            .u8(5, kdfId)
            .bytes(6, parameters)
            .bytes(7, salt)
            .u8(8, NO_DEVICE_SECRET)
            .bytes(9, wrapped);
    return logKey == null ? out : out.bytes(10, logKey);
  }

  /** Reads a slot and checks the bounds of its parameters before anything can be computed. */
  static SlotEntry decode(FieldReader in) {
    byte[] id = in.bytes(1, 16);
    SlotKind kind = in.tagged(2, SlotKind.values());
    String label = in.text(3);
    Instant created = in.time(4);
    int kdf = in.u8(5);
    byte[] parameters = in.bytes(6);
    byte[] salt = in.bytes(7, PasswordKdf.SALT_LENGTH);
    if (in.u8(8) != NO_DEVICE_SECRET) {
      throw in.damaged("this slot needs a device secret, which this version does not know");
    }
    byte[] wrapped = in.bytes(9, SealingKey.LENGTH + SealingKey.OVERHEAD);
    byte[] logKey = kind == SlotKind.RECOVERY ? in.optional(10) : null;
    in.end();
    if (label.isEmpty() || label.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL) {
      throw in.damaged("its label is not 1 to 256 bytes long");
    }
    if (kdf == NO_KDF && parameters.length > 0) {
      throw in.damaged("parameters without a KDF");
    }
    if (kdf != NO_KDF) {
      PasswordKdf.stored(kdf, parameters);
    }
    return new SlotEntry(id, kind, label, created, kdf, parameters, salt, wrapped, logKey);
  }
}

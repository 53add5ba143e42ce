package dev.keymaster.vault;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.SealedRows;
import dev.keymaster.model.Slot;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The one part that is not sealed (docs/format.md §4): who the vault is and how it is unlocked.
 *
 * @param vault id, 16 bytes
 * @param created when
 * @param generation of the root key, from 1
 * @param slots 1 to 32
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Header(byte[] vault, Instant created, int generation, List<SlotEntry> slots) {
  static final String PART = "header";
  static final int FORMAT = 1;

  private static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_SLOTS = 32;

  Header {
    slots = List.copyOf(slots);
    if (slots.size() > MAX_SLOTS) {
      throw new KeymasterException(
          KeymasterException.Code.CONFLICT,
          "a vault has at most 32 unlock slots",
          "keymaster vault slots remove SLOT");
    }
  }

  Header with(List<SlotEntry> next) {
    return new Header(vault, created, generation, next);
  }

  Header nextGeneration() {
    return new Header(vault, created, generation + 1, List.of());
  }

  List<Slot> shown() {
    return slots.stream().map(SlotEntry::shown).toList();
  }

  byte[] encode(SealingKey root) {
    Fields out = new Fields().u32(1, FORMAT).bytes(2, vault).time(3, created).u32(4, generation);
    slots.forEach(slot -> out.nested(5, slot.encode()));
    byte[] mac = mac(root, out.encoded());
    return out.bytes(6, mac).encoded();
  }

  private static byte[] mac(SealingKey root, byte[] covered) {
    try (SealingKey key = root.derive(PART, new byte[0])) {
      return key.mac(covered);
    }
  }

  /**
   * A header that nobody has vouched for yet: good for trying slots, for nothing else.
   *
   * @param alleged what it says
   * @param covered the bytes that its MAC covers
   * @param mac what must come out
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Unverified(Header alleged, byte[] covered, byte[] mac) {
    /** Returns the header once the root key confirms it. */
    Header verify(SealingKey root) {
      if (!MessageDigest.isEqual(mac, Header.mac(root, covered))) {
        throw KeymasterException.corrupt("the vault's header was changed");
      }
      return alleged;
    }
  }

  /** Returns the header of a vault as it is stored; CORRUPT if it has none. */
  static byte[] stored(SealedRows.Snapshot rows) {
    byte[] stored = rows.part(PART);
    if (stored == null) {
      throw KeymasterException.corrupt("the vault has no header");
    }
    return stored;
  }

  static Unverified decode(byte[] encoded) {
    FieldReader in = new FieldReader("the vault's header", encoded);
    if (encoded.length > MAX_LENGTH) {
      throw in.damaged("too long");
    }
    requireKnownFormat(in.u32(1));
    byte[] vault = in.bytes(2, 16);
    Instant created = in.time(3);
    int generation = in.number(4);
    List<SlotEntry> slots =
        in.repeated(5).stream()
            .map(bytes -> SlotEntry.decode(new FieldReader("an unlock slot", bytes)))
            .toList();
    int covered = in.position();
    byte[] mac = in.bytes(6, 32);
    if (in.position() < encoded.length) {
      throw in.damaged("something follows its end");
    }
    if (slots.isEmpty() || slots.size() > MAX_SLOTS) {
      throw in.damaged(slots.size() + " unlock slots; 1 to 32 are possible");
    }
    if (slots.stream().map(slot -> ByteBuffer.wrap(slot.id())).distinct().count() < slots.size()) {
      throw in.damaged("two unlock slots have the same id");
    }
    Header header = new Header(vault, created, generation, slots);
    return new Unverified(header, Arrays.copyOf(encoded, covered), mac);
  }

  private static void requireKnownFormat(long format) {
    if (format > FORMAT) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE,
          "this vault has format " + format + "; this program knows " + FORMAT,
          "install a newer Keymaster");
    }
    if (format < 1) {
      throw KeymasterException.corrupt("the vault's header: no such format");
    }
  }
}

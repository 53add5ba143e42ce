package dev.keymaster.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.Argon2id;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.KeyHome;
import dev.keymaster.crypto.PasswordKdf;
import dev.keymaster.crypto.Pbkdf2;
import dev.keymaster.crypto.SealingKey;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.vault.Mutations.Field;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header is read before anything can be authenticated: everything odd in it is refused. */
class HeaderTests {
  private static final Randomness RANDOMNESS = new SecureRandom()::nextBytes;
  private static final Instant THEN = Instant.ofEpochMilli(1_800_000_000_123L);

  private final SealingKey root = SealingKey.random(RANDOMNESS);
  private final Header bare = new Header(RANDOMNESS.bytes(16), THEN, 1, List.of());

  private SlotEntry slot(SlotKind kind, @Nullable PasswordKdf kdf, Secret secret) {
    String id = HexFormat.of().formatHex(RANDOMNESS.bytes(16));
    Slot shown = new Slot(id, kind, "my " + kind.word(), THEN, null);
    return SlotEntry.seal(shown, kdf, secret, bare, root, RANDOMNESS);
  }

  private SlotEntry keyFile() {
    return slot(SlotKind.KEY_FILE, null, Secret.copyOf(new byte[32]));
  }

  /** A passphrase slot whose root key nobody can open; cheap, for nothing computes its KDF. */
  private SlotEntry passphrase(PasswordKdf kdf) {
    SlotEntry model = keyFile();
    return new SlotEntry(
        model.id(),
        SlotKind.PASSPHRASE,
        "typed",
        THEN,
        kdf.id(),
        kdf.parameters(),
        model.salt(),
        model.wrapped());
  }

  private byte[] encoded(SlotEntry... slots) {
    return bare.with(List.of(slots)).encode(root);
  }

  private static void decode(byte[] encoded) {
    Header.decode(encoded);
  }

  private static byte[] number(long number) {
    return ByteBuffer.allocate(4).putInt((int) number).array();
  }

  private static void refused(Code code, byte[] header, String what) {
    assertThatThrownBy(() -> Header.decode(header))
        .as(what)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void comes_back_as_it_was_and_its_mac_holds() {
    Header header =
        bare.with(
            List.of(
                keyFile(),
                passphrase(PasswordKdf.standard()),
                passphrase(new Pbkdf2(600_000)),
                slot(SlotKind.RECOVERY, null, Secret.copyOf(new byte[20]))));
    Header back = Header.decode(header.encode(root)).verify(root);
    assertThat(back).usingRecursiveComparison().isEqualTo(header);
    assertThat(back.shown())
        .extracting(Slot::kind)
        .containsExactly(
            SlotKind.KEY_FILE, SlotKind.PASSPHRASE, SlotKind.PASSPHRASE, SlotKind.RECOVERY);
  }

  @Test
  void item_52_item_53_has_one_form_only() {
    Mutations.refused(encoded(keyFile()), Set.of(), Set.of(), HeaderTests::decode);
  }

  @Test
  void SA1_nothing_may_follow_the_mac_not_even_what_is_skipped_elsewhere() {
    List<Field> more = new ArrayList<>(Mutations.fields(encoded(keyFile())));
    more.add(new Field(0x8000, new byte[0]));
    Mutations.refuses(HeaderTests::decode, more, "an optional field");
  }

  @Test
  void SA1_every_field_is_under_the_mac() {
    byte[] encoded = encoded(keyFile());
    int verified = 0;
    for (int bit = 0; bit < encoded.length * 8; bit++) {
      byte[] flipped = encoded.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        Header.decode(flipped).verify(root);
        verified++;
      } catch (KeymasterException e) {
        assertThat(e.code()).isIn(Code.CORRUPT, Code.FAILURE);
      }
    }
    assertThat(verified).isZero();
  }

  @Nested
  class formats {
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 0x7fffffffL, 0x80000000L, 0xffffffffL})
    void SA18_item_49_a_newer_one_is_refused_and_says_so(long format) {
      assertThatThrownBy(() -> Header.decode(withFormat(format)))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.FAILURE);
                assertThat(e).hasMessageContaining("format " + format);
                assertThat(e.hint()).contains("newer");
              });
    }

    @Test
    void SA18_one_that_never_was_is_refused() {
      refused(Code.CORRUPT, withFormat(0), "format 0");
    }

    private byte[] withFormat(long format) {
      List<Field> fields = Mutations.fields(encoded(keyFile()));
      return Mutations.join(Mutations.replaced(fields, 0, new Field(1, number(format))));
    }
  }

  @Nested
  class slots {
    private byte[] header(List<byte[]> slots) {
      List<Field> fields = new ArrayList<>(Mutations.fields(encoded(keyFile())));
      fields.remove(4);
      for (int i = 0; i < slots.size(); i++) {
        fields.add(4 + i, new Field(5, slots.get(i)));
      }
      return Mutations.join(fields);
    }

    private byte[] with(int tag, byte[] value) {
      List<Field> fields = Mutations.fields(keyFile().encode().encoded());
      return header(
          List.of(Mutations.join(Mutations.replaced(fields, tag - 1, new Field(tag, value)))));
    }

    @Test
    void have_one_form_only() {
      Consumer<byte[]> reader = slot -> Header.decode(header(List.of(slot)));
      Mutations.refused(keyFile().encode().encoded(), Set.of(), Set.of(), reader);
    }

    @Test
    void item_51_none_or_more_than_32_are_refused() {
      List<byte[]> slots = new ArrayList<>();
      refused(Code.CORRUPT, header(slots), "no slot");
      while (slots.size() < 32) {
        slots.add(keyFile().encode().encoded());
      }
      assertThat(Header.decode(header(slots)).alleged().slots()).hasSize(32);
      slots.add(keyFile().encode().encoded());
      refused(Code.CORRUPT, header(slots), "33 slots");
      for (int i = 0; i < 1_000; i++) {
        slots.add(slots.getFirst());
      }
      refused(Code.CORRUPT, header(slots), "more than 64 KiB of slots");
    }

    @Test
    void item_52_two_of_one_id_are_refused() {
      byte[] slot = keyFile().encode().encoded();
      refused(Code.CORRUPT, header(List.of(slot, slot)), "one slot twice");
    }

    @Test
    void a_33rd_cannot_be_added() {
      List<SlotEntry> many = new ArrayList<>();
      for (int i = 0; i < 33; i++) {
        many.add(keyFile());
      }
      assertThatThrownBy(() -> bare.with(many))
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CONFLICT));
    }

    @Test
    void unknown_kinds_and_device_secrets_are_refused() {
      for (byte kind : new byte[] {0, 6, -1}) {
        refused(Code.CORRUPT, with(2, new byte[] {kind}), "kind " + kind);
      }
      for (byte mixed : new byte[] {1, 2, -1}) {
        refused(Code.CORRUPT, with(8, new byte[] {mixed}), "device secret " + mixed);
      }
    }

    @Test
    void labels_have_1_to_256_bytes() {
      refused(Code.CORRUPT, with(3, new byte[0]), "no label");
      refused(Code.CORRUPT, with(3, "ü".repeat(129).getBytes(UTF_8)), "258 bytes");
      decode(with(3, "ü".repeat(128).getBytes(UTF_8)));
      assertThatThrownBy(() ->
              SlotEntry.seal(
                  new Slot("00".repeat(16), SlotKind.KEY_FILE, "", THEN, null),
                  null,
                  Secret.copyOf(new byte[32]),
                  bare,
                  root,
                  RANDOMNESS))
          .isInstanceOf(KeymasterException.class);
    }

    @Test
    void a_wrapped_key_of_another_length_is_refused() {
      for (int length : new int[] {0, 72, 103, 105, 4096}) {
        refused(Code.CORRUPT, with(9, new byte[length]), length + " bytes");
      }
    }

    @Test
    void SA16_a_kdf_belongs_to_passphrases_and_to_nothing_else() {
      refused(Code.CORRUPT, with(5, new byte[] {1}), "Argon2id without parameters");
      refused(Code.CORRUPT, with(6, new byte[] {1}), "parameters without a KDF");
      List<Field> stretched =
          Mutations.fields(passphrase(PasswordKdf.standard()).encode().encoded());
      for (byte kind = 2; kind <= 5; kind++) {
        byte[] other =
            Mutations.join(Mutations.replaced(stretched, 1, new Field(2, new byte[] {kind})));
        refused(Code.CORRUPT, header(List.of(other)), "kind " + kind + " with a KDF");
      }
      refused(Code.CORRUPT, with(2, new byte[] {1}), "a passphrase without a KDF");
    }

    private byte[] withKdf(int id, byte[] parameters) {
      List<Field> fields = Mutations.fields(passphrase(PasswordKdf.standard()).encode().encoded());
      List<Field> changed = Mutations.replaced(fields, 4, new Field(5, new byte[] {(byte) id}));
      return header(
          List.of(Mutations.join(Mutations.replaced(changed, 5, new Field(6, parameters)))));
    }

    @ParameterizedTest
    @CsvSource({
      "8, 1, 1",
      "8192, 1, 1",
      "19455, 2, 1",
      "19456, 1, 1",
      "38911, 1, 1",
      "65536, 0, 1",
      "65536, 3, 0"
    })
    void SA16_item_55_argon2id_below_the_floor_is_refused(long memory, long passes, long lanes) {
      refused(Code.CORRUPT, withKdf(1, argon2id(memory, passes, lanes)), "too cheap");
    }

    @ParameterizedTest
    @CsvSource({
      "1048577, 1, 1",
      "4194304, 3, 1",
      "2147483648, 3, 1",
      "4294967295, 3, 1",
      "65536, 17, 1",
      "65536, 2147483648, 1",
      "65536, 4294967295, 1",
      "65536, 3, 9",
      "65536, 3, 4294967295"
    })
    void SA17_item_55_argon2id_that_would_exhaust_the_machine_is_refused(
        long memory, long passes, long lanes) {
      refused(Code.CORRUPT, withKdf(1, argon2id(memory, passes, lanes)), "too dear");
    }

    private byte[] argon2id(long memory, long passes, long lanes) {
      return new Fields().u32(1, memory).u32(2, passes).u32(3, lanes).encoded();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, 5000, 100_000, 599_999})
    void SA16_pbkdf2_below_the_floor_is_refused(long iterations) {
      refused(Code.CORRUPT, withKdf(2, new Fields().u32(1, iterations).encoded()), "too cheap");
    }

    @ParameterizedTest
    @ValueSource(longs = {10_000_001, 0x7fffffffL, 0x80000000L, 0xffffffffL})
    void SA17_pbkdf2_that_would_never_end_is_refused(long iterations) {
      refused(Code.CORRUPT, withKdf(2, new Fields().u32(1, iterations).encoded()), "too dear");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 255})
    void SA16_an_unknown_kdf_or_none_is_refused(int id) {
      refused(Code.CORRUPT, withKdf(id, PasswordKdf.standard().parameters()), "KDF " + id);
      refused(Code.CORRUPT, withKdf(id, new byte[0]), "KDF " + id + " without parameters");
    }

    @Test
    void SA16_parameters_have_one_form_only() {
      Mutations.refused(
          PasswordKdf.standard().parameters(),
          Set.of(),
          Set.of(),
          parameters -> Header.decode(withKdf(1, parameters)));
    }
  }

  @Test
  void SA16_a_cheaper_kdf_within_the_bounds_does_not_open_the_slot() {
    Secret passphrase = Secret.copyOf("correct horse battery".getBytes(UTF_8));
    SlotEntry dear = slot(SlotKind.PASSPHRASE, new Argon2id(19 * 1024, 3, 1), passphrase);
    Header header = bare.with(List.of(dear));
    assertThat(dear.open(passphrase, header, KeyHome.heap())).isNotNull();
    PasswordKdf cheaper = new Argon2id(19 * 1024, 2, 1);
    SlotEntry cheap =
        new SlotEntry(
            dear.id(),
            dear.kind(),
            dear.label(),
            dear.created(),
            cheaper.id(),
            cheaper.parameters(),
            dear.salt(),
            dear.wrapped());
    assertThat(cheap.open(passphrase, header, KeyHome.heap())).isNull();
  }

  @Test
  void SA3_a_slot_opens_for_its_own_vault_id_kind_generation_and_salt_only() {
    Secret secret = Secret.copyOf(RANDOMNESS.bytes(32));
    SlotEntry good = slot(SlotKind.KEY_FILE, null, secret);
    assertThat(good.open(secret, bare, KeyHome.heap())).isNotNull();
    assertThat(good.open(Secret.copyOf(RANDOMNESS.bytes(32)), bare, KeyHome.heap())).isNull();
    assertThat(
            good.open(secret, new Header(RANDOMNESS.bytes(16), THEN, 1, List.of()), KeyHome.heap()))
        .isNull();
    assertThat(good.open(secret, new Header(bare.vault(), THEN, 2, List.of()), KeyHome.heap()))
        .isNull();
    assertThat(
            entry(RANDOMNESS.bytes(16), good.kind(), good.salt(), good)
                .open(secret, bare, KeyHome.heap()))
        .isNull();
    assertThat(
            entry(good.id(), SlotKind.ENVIRONMENT, good.salt(), good)
                .open(secret, bare, KeyHome.heap()))
        .isNull();
    assertThat(
            entry(good.id(), good.kind(), RANDOMNESS.bytes(16), good)
                .open(secret, bare, KeyHome.heap()))
        .isNull();
  }

  private static SlotEntry entry(byte[] id, SlotKind kind, byte[] salt, SlotEntry other) {
    return new SlotEntry(id, kind, "label", THEN, 0, new byte[0], salt, other.wrapped());
  }

  @Test
  void item_44_item_46_item_48_nothing_cut_or_random_is_taken() {
    byte[] encoded = encoded(keyFile(), keyFile());
    for (int length = 0; length < encoded.length; length++) {
      refused(Code.CORRUPT, Arrays.copyOf(encoded, length), "cut to " + length);
    }
    Random random = new Random(48);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThatThrownBy(() -> Header.decode(noise))
          .as("seed 48, round %d", i)
          .isInstanceOf(KeymasterException.class);
    }
  }

  @Test
  void item_50_random_damage_never_ends_in_anything_but_a_refusal() {
    byte[] encoded = encoded(keyFile(), passphrase(PasswordKdf.standard()));
    Random random = new Random(50);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = encoded.clone();
      for (int hits = random.nextInt(8); hits >= 0; hits--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      if (Arrays.equals(damaged, encoded)) {
        continue;
      }
      assertThatThrownBy(() -> Header.decode(damaged).verify(root))
          .as("seed 50, round %d", i)
          .isInstanceOf(KeymasterException.class);
    }
  }
}

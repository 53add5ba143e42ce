package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.SecretMemory.Protection;
import dev.keymaster.model.BugException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMemoryTests {
  /** A system call that no kernel has, so that the one before it fails. */
  private static final long NO_SUCH_CALL = 9999;

  private final Random random = new Random(447);

  private static SecretMemory open(long memfdSecretCall) {
    return SecretMemory.open(memfdSecretCall)
        .orElseThrow(() -> new AssertionError("libsodium: apt-get install libsodium23"));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Puts a key where it is wanted byte by byte, so that it is nowhere else. */
  private static MemorySegment undisguised(SecretMemory memory, byte[] disguised) {
    MemorySegment slot = memory.allocate();
    for (int i = 0; i < disguised.length; i++) {
      slot.set(ValueLayout.JAVA_BYTE, i, (byte) (disguised[i] ^ MemoryScan.DISGUISE));
    }
    return slot;
  }

  private void use(SealingKey key) {
    for (int i = 0; i < 50; i++) {
      byte[] context = bytes(40);
      byte[] envelope = key.seal("key", "value", context, bytes(100), random::nextBytes);
      assertThat(key.open("it", "key", "value", context, envelope)).hasSize(100);
      assertThat(key.mac(bytes(200))).hasSize(32);
      key.derive("environment", context).close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SecretPages.MEMFD_SECRET, NO_SUCH_CALL})
  void SG21_a_held_key_is_nowhere_else_after_use(long call) throws IOException {
    byte[] disguised = bytes(32);
    try (SecretMemory memory = open(call)) {
      MemorySegment slot = undisguised(memory, disguised);
      SealingKey key = new SealingKey(new HeldKey(memory, slot));
      use(key);

      assertThat(elsewhere(memory, disguised)).isEmpty();
      key.close();
    }
  }

  /** Copies outside of secret memory, which is in the scan where it is not hidden. */
  private static List<MemoryScan.Copy> elsewhere(SecretMemory memory, byte[] disguised)
      throws IOException {
    long from = memory.mapped().getFirst().address();
    long visible = memory.protection() == Protection.HIDDEN ? 0 : SecretMemory.SIZE;
    return new MemoryScan(disguised).copies(from, from + visible);
  }

  @Test
  void SG21_a_key_derived_from_a_held_one_is_nowhere_else() throws IOException {
    try (SecretMemory memory = open(NO_SUCH_CALL)) {
      HeldKey parent = new HeldKey(memory, undisguised(memory, bytes(32)));
      HeldKey child = parent.derive(bytes(20));
      use(new SealingKey(child));

      assertThat(new MemoryScan(disguised(child.slot())).copies(0, 0))
          .containsExactly(new MemoryScan.Copy(child.slot().address(), 0));
    }
  }

  private static byte[] disguised(MemorySegment slot) {
    byte[] disguised = new byte[SealingKey.LENGTH];
    for (int i = 0; i < disguised.length; i++) {
      disguised[i] = (byte) (slot.get(ValueLayout.JAVA_BYTE, i) ^ MemoryScan.DISGUISE);
    }
    return disguised;
  }

  @Test
  void SG21_the_scan_finds_a_key_on_the_heap_in_every_form() throws IOException {
    byte[] disguised = bytes(32);
    List<byte[]> control = new ArrayList<>();
    for (int form = 0; form < MemoryScan.forms(); form++) {
      byte[] plain = MemoryScan.form(disguised, form);
      for (int i = 0; i < plain.length; i++) {
        plain[i] ^= (byte) MemoryScan.DISGUISE;
      }
      control.add(plain);
    }
    try {
      assertThat(new MemoryScan(disguised).copies(0, 0))
          .extracting(MemoryScan.Copy::form)
          .contains(0, 1, 2, 3, 4, 5, 6, 7, 8);
    } finally {
      Reference.reachabilityFence(control);
    }
  }

  @Test
  void SG21_the_scan_finds_a_key_in_fallback_memory() throws IOException {
    byte[] disguised = bytes(32);
    try (SecretMemory memory = open(NO_SUCH_CALL)) {
      long address = undisguised(memory, disguised).address();

      assertThat(new MemoryScan(disguised).copies(0, 0))
          .containsExactly(new MemoryScan.Copy(address, 0));
    }
    assertThat(new MemoryScan(disguised).copies(0, 0)).isEmpty();
  }

  @Test
  void memory_is_hidden_where_the_kernel_can() throws IOException {
    try (SecretMemory memory = open(SecretPages.MEMFD_SECRET)) {
      long address = memory.allocate().address() & -4096;
      String maps = Files.readString(Path.of("/proc/self/maps"));

      assertThat(maps.contains("secretmem")).isEqualTo(memory.protection() == Protection.HIDDEN);
      assertThat(maps).contains(Long.toHexString(address) + "-");
    }
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("secretmem");
  }

  @Test
  void fallback_is_locked_and_left_out_of_dumps_and_children() throws IOException {
    try (SecretMemory memory = open(NO_SUCH_CALL)) {
      String start = Long.toHexString(memory.allocate().address() & -4096);
      String smaps = Files.readString(Path.of("/proc/self/smaps"));
      String mapping = smaps.substring(smaps.indexOf(start + "-"));
      String flags = mapping.substring(mapping.indexOf("VmFlags:")).lines().findFirst().orElse("");

      assertThat(memory.protection()).isEqualTo(Protection.LOCKED);
      assertThat(flags).contains(" dd").contains(" wf").contains(" lo");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SecretPages.MEMFD_SECRET, NO_SUCH_CALL})
  void a_held_key_computes_what_a_key_on_the_heap_does(long call) {
    try (SecretMemory memory = open(call);
        SealingKey heap = SealingKey.random(random::nextBytes);
        SealingKey held = heap.in(memory)) {
      for (int length : new int[] {0, 1, 111, 112, 127, 128, 129, 5000}) {
        byte[] data = bytes(length);
        assertThat(held.mac(data)).isEqualTo(heap.mac(data));
        byte[] envelope = held.seal("key", "value", data, data, random::nextBytes);
        assertThat(heap.open("it", "key", "value", data, envelope)).isEqualTo(data);
        try (SealingKey heapChild = heap.derive("x", data);
            SealingKey heldChild = held.derive("x", data)) {
          assertThat(heldChild.encoded()).isEqualTo(heapChild.encoded());
        }
      }
    }
  }

  @Test
  void SG1_hkdf_sha512_of_libsodium_80() {
    try (SecretMemory memory = open(SecretPages.MEMFD_SECRET)) {
      assertThat(
              Vectors.outcomes(
                  Vectors.wycheproof("hkdf_sha512").stream().filter(Vectors.Case::valid),
                  each -> {
                    byte[] out = new byte[each.test().getInt("size")];
                    memory.hkdf(
                        MemorySegment.ofArray(each.hex("ikm")),
                        each.hex("salt"),
                        each.hex("info"),
                        MemorySegment.ofArray(out));
                    assertThat(out).as(each.toString()).isEqualTo(each.hex("okm"));
                    return "derived";
                  }))
          .isEqualTo(Map.of("derived", 80));
    }
  }

  @Test
  void SG1_hmac_sha512_of_libsodium_174() {
    try (SecretMemory memory = open(SecretPages.MEMFD_SECRET)) {
      assertThat(
              Vectors.outcomes(
                  Vectors.wycheproof("hmac_sha512").stream(),
                  each -> {
                    byte[] tag = each.hex("tag");
                    byte[] made =
                        memory.hmac(MemorySegment.ofArray(each.hex("key")), each.hex("msg"));
                    boolean same = Arrays.equals(Arrays.copyOf(made, tag.length), tag);
                    assertThat(same).as(each.toString()).isEqualTo(each.valid());
                    return same ? "same" : "other";
                  }))
          .isEqualTo(Map.of("same", 66, "other", 108));
    }
  }

  @Test
  void a_slot_is_zeroed_before_it_is_used_again() {
    try (SecretMemory memory = open(NO_SUCH_CALL)) {
      try (SealingKey key = SealingKey.random(random::nextBytes)) {
        for (int i = 0; i < 2000; i++) {
          key.in(memory).close();
        }
      }
      for (int i = 0; i < 100; i++) {
        assertThat(memory.allocate().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SecretPages.MEMFD_SECRET, NO_SUCH_CALL})
  void grows_with_the_number_of_keys(long call) {
    try (SecretMemory memory = open(call)) {
      Protection protection = memory.protection();
      Set<Long> addresses = new HashSet<>();
      for (int i = 0; i < 5_000; i++) {
        MemorySegment slot = memory.allocate();
        assertThat(slot.toArray(ValueLayout.JAVA_BYTE)).hasSize(32).containsOnly(0);
        assertThat(addresses.add(slot.address())).as("a place of its own").isTrue();
      }
      assertThat(memory.mapped()).hasSize(10);
      assertThat(memory.protection()).isEqualTo(protection);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SecretPages.MEMFD_SECRET, NO_SUCH_CALL})
  void SG21_a_seed_that_signs_is_nowhere_else(long call) throws IOException {
    byte[] disguised = bytes(32);
    try (SecretMemory memory = open(call)) {
      HeldKey seed = new HeldKey(memory, undisguised(memory, disguised));
      for (int i = 0; i < 50; i++) {
        assertThat(Ed25519.verify(seed.publicKey(), disguised, seed.sign(disguised))).isTrue();
      }
      assertThat(elsewhere(memory, disguised)).isEmpty();
    }
  }

  @Test
  void a_held_seed_signs_as_one_on_the_heap_does() {
    byte[] seed = bytes(32);
    try (SecretMemory memory = open(SecretPages.MEMFD_SECRET);
        DeviceSignature heap = DeviceSignature.taking(seed.clone());
        DeviceSignature held = DeviceSignature.taking(seed.clone(), memory)) {
      assertThat(held.publicKey()).isEqualTo(heap.publicKey());
      for (int length : new int[] {0, 1, 32, 5000}) {
        byte[] message = bytes(length);
        assertThat(held.sign("test", message)).isEqualTo(heap.sign("test", message));
      }
      assertThat(held.encoded()).isEqualTo(seed);
    }
  }

  @Test
  void a_slot_secret_gives_the_same_key_in_either_home() {
    byte[] secret = bytes(20);
    byte[] salt = bytes(16);
    try (SecretMemory memory = open(SecretPages.MEMFD_SECRET);
        SealingKey heap = SealingKey.fromSlotSecret(secret, salt, "recovery", salt);
        SealingKey held = SealingKey.fromSlotSecret(secret, salt, "recovery", salt, memory)) {
      assertThat(held.encoded()).isEqualTo(heap.encoded());
      assertThat(held.home()).isSameAs(memory);
      assertThat(held.derive("x", salt).home()).isSameAs(memory);
      assertThat(heap.home()).isInstanceOf(KeyHome.Heap.class);
    }
  }

  @Test
  void a_seed_is_taken_kept_and_forgotten() {
    byte[] bytes = bytes(32);
    byte[] given = bytes.clone();
    try (SecretMemory memory = open(SecretPages.MEMFD_SECRET)) {
      KeySeed seed = KeySeed.taking(given, memory);
      assertThat(given).containsOnly(0);
      assertThat(seed.encoded()).isEqualTo(bytes);
      assertThat(seed).hasToString("KeySeed[redacted]");
      seed.close();
      assertThatThrownBy(seed::encoded).isInstanceOf(BugException.class);
      assertThatThrownBy(() -> KeySeed.taking(new byte[31], memory))
          .isInstanceOf(BugException.class);
    }
  }

  @Test
  void use_after_close_is_a_bug() {
    SecretMemory memory = open(SecretPages.MEMFD_SECRET);
    SealingKey heap = SealingKey.random(random::nextBytes);
    SealingKey closed = heap.in(memory);
    SealingKey open = heap.in(memory);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.mac(new byte[1])).isInstanceOf(BugException.class);
    assertThatThrownBy(closed::encoded).isInstanceOf(BugException.class);
    memory.close();
    memory.close();
    assertThatThrownBy(() -> open.mac(new byte[1])).isInstanceOf(BugException.class);
    assertThatThrownBy(() -> open.derive("x", new byte[0])).isInstanceOf(BugException.class);
    open.close();
    heap.close();
    assertThatThrownBy(() -> heap.mac(new byte[1])).isInstanceOf(BugException.class);
    assertThatThrownBy(() -> heap.derive("x", new byte[0])).isInstanceOf(BugException.class);
    assertThatThrownBy(heap::encoded).isInstanceOf(BugException.class);
  }
}

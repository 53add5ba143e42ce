package dev.keymaster.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.Secret;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedBoxTests {
  private final SecureRandom random = new SecureRandom();
  private final Randomness randomness = random::nextBytes;

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 64, 1000})
  void C5_boxes_open_in_libsodium(int size) throws Throwable {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    byte[] point = new byte[32];
    X25519.scalarMultBase(secret, 0, point, 0);
    byte[] content = new byte[size];
    random.nextBytes(content);
    byte[] box = SealedBox.seal(point, Secret.copyOf(content), randomness);
    assertThat(opened(box, point, secret)).isEqualTo(content);
    box[box.length - 1] ^= 1;
    assertThatThrownBy(() -> opened(box, point, secret)).hasMessage("does not open");
  }

  private static byte[] opened(byte[] box, byte[] point, byte[] secret) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      var open =
          Linker.nativeLinker()
              .downcallHandle(
                  SymbolLookup.libraryLookup("libsodium.so.23", arena)
                      .find("crypto_box_seal_open")
                      .orElseThrow(),
                  FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
      MemorySegment out = arena.allocate(box.length - 48L);
      int failed =
          (int)
              open.invokeExact(
                  out,
                  arena.allocateFrom(JAVA_BYTE, box),
                  (long) box.length,
                  arena.allocateFrom(JAVA_BYTE, point),
                  arena.allocateFrom(JAVA_BYTE, secret));
      if (failed != 0) {
        throw new IllegalStateException("does not open");
      }
      return out.toArray(JAVA_BYTE);
    }
  }

  @Test
  void bad_keys_are_refused() {
    for (byte[] key : new byte[][] {new byte[31], new byte[32], new byte[33]}) {
      assertThatThrownBy(() -> SealedBox.seal(key, Secret.copyOf(new byte[1]), randomness))
          .isInstanceOf(KeymasterException.class);
    }
  }
}

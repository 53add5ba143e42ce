package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.junit.jupiter.api.Test;

/**
 * What other processes pay: a command without a passphrase neither for native calls nor for Bouncy
 * Castle, counted in classes, since milliseconds are not the same twice.
 */
class LazyLoadingTests {
  private static final String NATIVE_CALLS = "jdk.internal.foreign.abi.DowncallLinker";

  @Test
  void envelopes_load_neither_native_code_nor_bouncy_castle() throws Exception {
    List<String> loaded = loadedBy("envelope");

    assertThat(loaded).contains("dev.keymaster.crypto.SealingKey", "dev.keymaster.crypto.Argon2id");
    assertThat(loaded)
        .noneMatch(name -> name.startsWith("org.bouncycastle."))
        .doesNotContain(
            NATIVE_CALLS,
            "dev.keymaster.crypto.Sodium",
            "dev.keymaster.crypto.HeldKey",
            "dev.keymaster.crypto.SecretMemory",
            "dev.keymaster.crypto.GuessCost");
  }

  @Test
  void a_passphrase_loads_libsodium_and_not_bouncy_castle() throws Exception {
    List<String> loaded = loadedBy("passphrase");

    assertThat(loaded)
        .contains("dev.keymaster.crypto.Sodium", NATIVE_CALLS)
        .noneMatch(name -> name.startsWith("org.bouncycastle."));
  }

  @Test
  void too_little_memory_is_said_in_words() throws Exception {
    Process process = start("-Xmx48m", "memory");
    assertThat(lines(process)).contains("not enough memory to stretch the passphrase: 1024 MiB");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private static List<String> loadedBy(String what) throws Exception {
    Process process = start("-Xlog:class+load=info:stdout:none", what);
    List<String> lines = lines(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    return lines.stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> !name.startsWith("java."))
        .toList();
  }

  private static Process start(String flag, String what) throws IOException {
    String classPath =
        Stream.of(SealingKey.class, LazyLoadingTests.class, Argon2BytesGenerator.class)
            .map(LazyLoadingTests::home)
            .collect(Collectors.joining(File.pathSeparator));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            flag,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            "dev.keymaster.crypto.LazyLoadingTests$Main",
            what)
        .redirectErrorStream(true)
        .start();
  }

  private static List<String> lines(Process process) throws IOException {
    try (var reader = process.inputReader(UTF_8)) {
      return reader.lines().toList();
    }
  }

  private static String home(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  /** What the other process does. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      switch (arguments[0]) {
        case "envelope" -> sealAndOpen();
        case "passphrase" -> stretch(PasswordKdf.standard());
        default -> stretchOnTheHeap();
      }
    }

    private static void sealAndOpen() {
      PasswordKdf kdf = PasswordKdf.stored(1, PasswordKdf.standard().parameters());
      try (SealingKey key = SealingKey.taking(new byte[32])) {
        byte[] envelope = key.seal("key", "value", kdf.parameters(), new byte[9], target -> {});
        byte[] opened = key.open("it", "key", "value", kdf.parameters(), envelope);
        key.derive("x", opened).close();
      }
    }

    private static void stretchOnTheHeap() {
      try {
        stretch(new Argon2id(1024 * 1024, 1, 2)); // two lanes: Bouncy Castle
      } catch (KeymasterException e) {
        System.out.println(e.getMessage());
      }
    }

    private static void stretch(PasswordKdf kdf) {
      try (Secret passphrase = Secret.taking("sk-canary-6c617a79".getBytes(UTF_8))) {
        kdf.stretch(passphrase, new byte[16]);
      }
    }
  }
}

package dev.keymaster.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A command without a passphrase pays neither for native calls nor for Bouncy Castle: counted in
 * classes, since milliseconds are not the same twice.
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

  private static List<String> loadedBy(String what) throws Exception {
    String classPath =
        Stream.of(SealingKey.class, LazyLoadingTests.class)
            .map(LazyLoadingTests::home)
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load=info:stdout:none",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "dev.keymaster.crypto.LazyLoadingTests$Main",
                what)
            .redirectErrorStream(true)
            .start();
    List<String> lines = lines(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    return lines.stream()
        .map(line -> line.split(" ", 2)[0])
        .filter(name -> !name.startsWith("java."))
        .toList();
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
      PasswordKdf kdf = PasswordKdf.stored(1, PasswordKdf.standard().parameters());
      try (SealingKey key = SealingKey.taking(new byte[32])) {
        byte[] envelope = key.seal("key", "value", new byte[0], new byte[9], target -> {});
        key.derive("x", key.open("it", "key", "value", new byte[0], envelope)).close();
      }
      if (arguments[0].equals("passphrase")) {
        try (Secret passphrase = Secret.taking("sk-canary-6c617a79".getBytes(UTF_8))) {
          kdf.stretch(passphrase, new byte[16]);
        }
      }
    }
  }
}

package dev.keymaster.app;

import dev.keymaster.cli.Installation;
import dev.keymaster.crypto.SecretMemory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Looks at the process itself: what the launcher and the image gave it. */
final class ThisInstallation {
  private ThisInstallation() {}

  static Installation look(Map<String, String> environment) {
    return new Installation(
        System.getProperty("os.name", ""),
        environment.containsKey("KEYMASTER_TTY"),
        fromCache(),
        storageLibrary(),
        secretMemory());
  }

  /** The launcher names a cache only if it is sound. */
  private static boolean fromCache() {
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    return Arrays.stream(arguments).anyMatch(word -> word.startsWith("-XX:AOTCache="));
  }

  private static String storageLibrary() {
    String folder = System.getProperty("org.sqlite.lib.path", "");
    String name = System.getProperty("org.sqlite.lib.name", "");
    return folder.isEmpty() || name.isEmpty()
        ? ""
        : Path.of(folder, name).toAbsolutePath().normalize().toString();
  }

  private static String secretMemory() {
    return SecretMemory.open()
        .map(memory -> {
          try (memory) {
            return memory.protection().name().toLowerCase(Locale.ROOT);
          }
        })
        .orElse("");
  }
}

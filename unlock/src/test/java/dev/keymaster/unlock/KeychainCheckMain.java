package dev.keymaster.unlock;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * Proves the real keychain of the machine it runs on, for owners of a Mac or a Windows machine. It
 * touches a throw-away entry only, and exits with 1 if a step failed.
 */
final class KeychainCheckMain {
  private KeychainCheckMain() {}

  public static void main(String[] arguments) {
    String system = System.getProperty("os.name");
    System.out.println(system + " " + System.getProperty("os.version"));
    Keychain keychain = Keychains.of(system, System.getenv(), Duration.ofMinutes(1));
    boolean passed =
        KeychainCheck.run(keychain, new SecureRandom()::nextBytes, System.out::println);
    System.exit(passed ? 0 : 1);
  }
}

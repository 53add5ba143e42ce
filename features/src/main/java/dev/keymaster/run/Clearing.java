package dev.keymaster.run;

import dev.keymaster.model.BugException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Empties a clipboard later, if it still holds a value then. A shell does that, which outlives the
 * command and the terminal without a second JVM; what it knows is a salted hash, from its standard
 * input.
 */
final class Clearing {
  /**
   * Waits, compares hashes, and empties the clipboard if they agree. $1 is the time in seconds, $2
   * the command that reads, $3 the one that writes: fixed texts of {@link ClipboardTool}, so that
   * splitting them at spaces is right. The signals of a terminal that closes are ignored.
   */
  private static final String SCRIPT =
      """
      set -f
      trap '' HUP INT QUIT
      read -r salt
      read -r known
      sleep "$1"
      if command -v sha256sum >/dev/null; then sum=sha256sum; else sum='shasum -a 256'; fi
      now=$({ printf %s "$salt"; $2; } 2>/dev/null | $sum)
      if [ "${now%% *}" = "$known" ]; then $3 </dev/null >/dev/null 2>&1; fi
      """;

  private Clearing() {}

  /** Returns the command to start. */
  static List<String> command(Duration delay, String reads, String writes) {
    return List.of("sh", "-c", SCRIPT, "sh", Long.toString(delay.toSeconds()), reads, writes);
  }

  /** Returns what that command reads: a fresh salt and the hash of salt and value. */
  @RevealsSecret("the process that empties the clipboard compares a salted hash")
  static byte[] input(Secret value) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String salt = HexFormat.of().formatHex(random);
    byte[] bytes = value.reveal();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt.getBytes(StandardCharsets.US_ASCII));
      String hash = HexFormat.of().formatHex(digest.digest(bytes));
      return (salt + "\n" + hash + "\n").getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JVM has SHA-256", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}

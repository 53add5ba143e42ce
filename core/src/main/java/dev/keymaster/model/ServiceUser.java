package dev.keymaster.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whose key at which service: a namespace beside the names that people give, for programs that keep
 * keys of their users (docs/format.md §7.5). Two pairs that differ are two keys, whatever
 * characters they are made of.
 *
 * @param service the service
 * @param user 1 to 256 characters, none of them a control character; compared exactly
 */
public record ServiceUser(ServiceName service, String user) {
  /** The environment that holds such keys. */
  public static final EnvironmentName ENVIRONMENT = new EnvironmentName("km.users");

  /** Who is meant where no user is named. */
  public static final String GLOBAL = "global";

  /** The metadata field that says whose key it is. */
  public static final String FIELD = "user";

  private static final int LONGEST = 256;

  /** Refuses an empty, oversized or unprintable user with a usage failure. */
  public ServiceUser {
    if (user.isEmpty() || user.length() > LONGEST) {
      throw KeymasterException.usage(
          "a user has 1 to " + LONGEST + " characters", "leave it out for " + GLOBAL);
    }
    if (!Printable.clean(user).equals(user)) {
      throw KeymasterException.usage(
          "a character that cannot be printed in the user " + Printable.quote(user), "");
    }
  }

  /** Points at the key: its name is a hash of the pair, each part with its length before it. */
  public KeyRef ref() {
    byte[] first = service.value().getBytes(UTF_8);
    byte[] second = user.getBytes(UTF_8);
    ByteBuffer pair = ByteBuffer.allocate(8 + first.length + second.length);
    pair.putInt(first.length).put(first).putInt(second.length).put(second);
    return new KeyRef(ENVIRONMENT, new KeyName(HexFormat.of().formatHex(sha256(pair.array()))));
  }

  /** Tells whether an environment is kept for Keymaster's own ends: no name of a person's. */
  public static boolean isReserved(EnvironmentName environment) {
    return environment.value().startsWith("km.");
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every Java has SHA-256", e);
    }
  }
}

package dev.keymaster.project;

import dev.keymaster.model.BugException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is not secret, as 64 hex digits: names for paths and contents. */
public final class Fingerprint {
  private Fingerprint() {}

  /** Returns the one of a path. */
  public static String of(Path path) {
    return of(path.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the one of a content. */
  public static String of(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JVM has SHA-256", e);
    }
  }
}

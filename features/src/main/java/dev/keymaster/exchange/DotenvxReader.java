package dev.keymaster.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.crypto.Ecies;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Candidate;
import dev.keymaster.project.Dotenv;
import dev.keymaster.project.ImportPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .env} file, values that dotenvx encrypted included: the private keys lie in {@code
 * .env.keys} beside it or in variables.
 */
final class DotenvxReader {
  private static final byte[] MARK = "encrypted:".getBytes(US_ASCII);
  private static final String PUBLIC = "DOTENV_PUBLIC_KEY";
  private static final String PRIVATE = "DOTENV_PRIVATE_KEY";
  private static final int DIGITS = 64;

  private DotenvxReader() {}

  /**
   * Reads it.
   *
   * @param keys the private keys by their names; stay the caller's
   */
  static void read(Dotenv dotenv, List<Dotenv.Entry> keys, Contents contents) {
    String owner = owner(dotenv);
    for (Candidate each : ImportPlan.candidates(dotenv)) {
      boolean own = each.name().startsWith(PUBLIC);
      Secret opened = own ? null : opened(each, owner, keys);
      contents.add(
          new Candidate(
              each.name(),
              opened == null ? each.value().copy() : opened,
              each.line(),
              opened == null ? each.form() : Candidate.Form.LITERAL,
              own ? Candidate.Said.skipped("dotenvx's public key") : each.said()));
    }
  }

  /** Which private key the file belongs to: its public key has the same ending. */
  private static String owner(Dotenv dotenv) {
    return dotenv.entries().stream()
        .map(Dotenv.Entry::name)
        .filter(name -> name.startsWith(PUBLIC))
        .map(name -> PRIVATE + name.substring(PUBLIC.length()))
        .findFirst()
        .orElse(PRIVATE);
  }

  @RevealsSecret("what is encrypted is not the value yet")
  private static @Nullable Secret opened(Candidate each, String owner, List<Dotenv.Entry> keys) {
    byte[] text = each.value().reveal();
    boolean marked =
        text.length > MARK.length && Arrays.equals(text, 0, MARK.length, MARK, 0, MARK.length);
    if (!marked || keys.isEmpty()) {
      Arrays.fill(text, (byte) 0);
      return null;
    }
    byte[] sealed = decoded(Arrays.copyOfRange(text, MARK.length, text.length), each);
    for (Dotenv.Entry key : keys) {
      Optional<Secret> value = key.name().equals(owner) ? open(key, sealed) : Optional.empty();
      if (value.isPresent()) {
        return value.get();
      }
    }
    throw Bad.line(
        each.line(),
        each.name() + " does not open with " + owner,
        "is the .env.keys of this very file beside it?");
  }

  private static byte[] decoded(byte[] text, Candidate each) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Bad.line(each.line(), each.name() + " is not whole", "dotenvx encrypts it anew");
    }
  }

  /** A variable holds several keys, with commas, while they are being changed. */
  private static Optional<Secret> open(Dotenv.Entry entry, byte[] sealed) {
    for (Secret key : keys(entry)) {
      try (key) {
        Optional<Secret> value = Ecies.open(key, sealed);
        if (value.isPresent()) {
          return value;
        }
      }
    }
    return Optional.empty();
  }

  @RevealsSecret("private keys are written as digits")
  private static List<Secret> keys(Dotenv.Entry entry) {
    byte[] text = entry.value().reveal();
    List<Secret> keys = new ArrayList<>();
    for (int start = 0; start + DIGITS <= text.length; start += DIGITS + 1) {
      key(text, start).ifPresent(keys::add);
    }
    Arrays.fill(text, (byte) 0);
    return keys;
  }

  private static Optional<Secret> key(byte[] text, int start) {
    char[] digits = new char[DIGITS];
    boolean hex = true;
    for (int i = 0; i < DIGITS; i++) {
      digits[i] = (char) text[start + i];
      hex &= HexFormat.isHexDigit(digits[i]);
    }
    Optional<Secret> key =
        hex
            ? Optional.of(Secret.taking(HexFormat.of().parseHex(digits, 0, DIGITS)))
            : Optional.empty();
    Arrays.fill(digits, '\0');
    return key;
  }
}

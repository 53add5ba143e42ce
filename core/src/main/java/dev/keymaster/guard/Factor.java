package dev.keymaster.guard;

import dev.keymaster.crypto.FieldReader;
import dev.keymaster.crypto.Fields;
import dev.keymaster.crypto.OneTimeCode;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.SecondFactor;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A second factor as the vault keeps it.
 *
 * @param shown what is told about it
 * @param confirmed whether a first code was right
 * @param secret 20 bytes
 * @param next the first time step or counter whose code is still good: each serves once
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Factor(SecondFactor shown, boolean confirmed, byte[] secret, long next) {
  static final int DIGITS = 6;
  private static final int DRIFT = 1;
  private static final int LOOK_AHEAD = 10;

  /** Finds the time step or counter that makes this code, if one that may still be used does. */
  OptionalLong matching(int code, Instant now) {
    boolean timed = shown.kind() == FactorKind.TOTP;
    long first = timed ? Math.max(next, OneTimeCode.step(now) - DRIFT) : next;
    long last = timed ? OneTimeCode.step(now) + DRIFT : next + LOOK_AHEAD - 1;
    OptionalLong found = OptionalLong.empty();
    for (long counter = first; counter <= last; counter++) {
      int right = OneTimeCode.of(secret, counter, DIGITS, OneTimeCode.Hash.SHA1);
      if (right == code && found.isEmpty()) {
        found = OptionalLong.of(counter);
      }
    }
    return found;
  }

  /** Returns it confirmed, with that step or counter and all before used up. */
  Factor used(long counter) {
    return new Factor(shown, true, secret, counter + 1);
  }

  Fields encode() {
    return new Fields()
        .text(1, shown.id())
        .u8(2, shown.kind().tag())
        .text(3, shown.label())
        .time(4, shown.created())
        .u8(5, confirmed ? 1 : 0)
        .bytes(6, secret)
        .u64(7, next);
  }

  static Factor decode(FieldReader in) {
    SecondFactor shown =
        new SecondFactor(in.text(1), in.tagged(2, FactorKind.values()), in.text(3), in.time(4));
    Factor factor = new Factor(shown, in.u8(5) == 1, in.bytes(6), in.u64(7));
    in.end();
    return factor;
  }
}

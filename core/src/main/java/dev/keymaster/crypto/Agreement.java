package dev.keymaster.crypto;

import dev.keymaster.model.Randomness;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * X25519 (RFC 7748): the point that two come to who each know a scalar and the other's point. Both
 * boxes that other programs open are made by it; each derives its own key of what is shared.
 */
final class Agreement implements AutoCloseable {
  static final int SCALAR_LENGTH = X25519.SCALAR_SIZE;
  static final int POINT_LENGTH = X25519.POINT_SIZE;

  private final byte[] own = new byte[POINT_LENGTH];
  private final byte[] shared = new byte[POINT_LENGTH];

  private Agreement() {}

  /** By a scalar that nobody ever sees again; empty if the point is none, or of low order. */
  static Optional<Agreement> once(byte[] point, Randomness randomness) {
    return by(randomness.bytes(SCALAR_LENGTH), point);
  }

  /**
   * By a scalar of one's own; empty if the point is none, or of low order.
   *
   * @param scalar is zeroed
   */
  static Optional<Agreement> by(byte[] scalar, byte[] point) {
    Agreement agreement = new Agreement();
    X25519.scalarMultBase(scalar, 0, agreement.own, 0);
    boolean good =
        point.length == POINT_LENGTH
            && X25519.calculateAgreement(scalar, 0, point, 0, agreement.shared, 0);
    Arrays.fill(scalar, (byte) 0);
    return good ? Optional.of(agreement) : Optional.empty();
  }

  /** The point of the scalar: what the other needs. Not secret. */
  byte[] own() {
    return own;
  }

  /** What both come to; zeroed by {@link #close}. */
  byte[] shared() {
    return shared;
  }

  @Override
  public void close() {
    Arrays.fill(shared, (byte) 0);
  }
}

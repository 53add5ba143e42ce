package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Randomness;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class AgreementTests {
  private final Randomness randomness = new SecureRandom()::nextBytes;
  private final byte[] scalar = randomness.bytes(Agreement.SCALAR_LENGTH);

  private byte[] point() {
    byte[] base = new byte[Agreement.POINT_LENGTH];
    base[0] = 9;
    return Agreement.by(scalar.clone(), base).orElseThrow().own();
  }

  @Test
  void both_come_to_the_same_and_nothing_of_it_is_left() {
    Agreement theirs = Agreement.once(point(), randomness).orElseThrow();
    byte[] used = scalar.clone();
    Agreement ours = Agreement.by(used, theirs.own()).orElseThrow();
    assertThat(ours.shared()).isEqualTo(theirs.shared()).isNotEqualTo(new byte[32]);
    assertThat(ours.own()).isEqualTo(point());
    assertThat(used).containsOnly(0);
    ours.close();
    assertThat(ours.shared()).containsOnly(0);
  }

  @Test
  void every_agreement_is_by_another_scalar() {
    byte[] point = point();
    assertThat(Agreement.once(point, randomness).orElseThrow().own())
        .isNotEqualTo(Agreement.once(point, randomness).orElseThrow().own());
  }

  @Test
  void what_is_no_point_or_of_low_order_is_refused_and_the_scalar_zeroed() {
    for (int length : new int[] {0, 31, 32, 33}) {
      byte[] used = scalar.clone();
      assertThat(Agreement.by(used, new byte[length])).isEmpty();
      assertThat(used).containsOnly(0);
    }
  }
}

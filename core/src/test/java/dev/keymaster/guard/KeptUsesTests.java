package dev.keymaster.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.crypto.Fields;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.policy.DefaultPolicy;
import dev.keymaster.policy.Policy;
import dev.keymaster.policy.PolicyText;
import dev.keymaster.policy.Usage;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeptUsesTests {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private final Policy policy = DefaultPolicy.policy();
  private final byte[] none = new KeptUses(new Usage(policy), 3).encoded(policy, NOW);

  private static byte[] with(byte[] bytes, Fields counter) {
    Fields out = new Fields().bytes(1, Arrays.copyOfRange(bytes, 6, 22)).u64(2, 3);
    return out.nested(3, counter).encoded();
  }

  private static Fields counter(int limit, int marks) {
    return new Fields().u32(1, limit).u64(2, 1000).text(3, "").bytes(4, new byte[marks]);
  }

  @Test
  void counts_of_other_limits_or_of_more_events_than_there_are_begin_anew() {
    assertThat(KeptUses.read(none, 3, policy).events()).isEqualTo(3);
    assertThat(KeptUses.read(none, 2, policy).events()).isZero();
    assertThat(KeptUses.read(null, 3, policy).events()).isZero();
    Policy other = PolicyText.parse(DefaultPolicy.TEXT + "\nlimit show to 5 a minute\n");
    assertThat(KeptUses.read(none, 3, other).events()).isZero();
  }

  @Test
  void damaged_counters_are_refused() {
    assertThat(KeptUses.read(with(none, counter(0, 12)), 3, policy).events()).isEqualTo(3);
    for (Fields counter : new Fields[] {counter(0, 13), counter(99, 12)}) {
      assertThatThrownBy(() -> KeptUses.read(with(none, counter), 3, policy))
          .isInstanceOf(KeymasterException.class)
          .hasMessageContaining("what limits have counted");
    }
  }
}

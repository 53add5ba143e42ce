package dev.keymaster.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/**
 * In this JVM, which has none of the agent's flags; what is left in the agent is looked for there.
 */
final class HeapSweepTests {
  private static final class Dropped {
    byte[] bytes = new byte[1000];
  }

  private static WeakReference<Dropped> dropped() {
    Dropped dropped = new Dropped();
    dropped.bytes[0] = 1;
    return new WeakReference<>(dropped);
  }

  @Test
  void SG21_takes_what_was_dropped_and_leaves_what_is_used() {
    byte[] used = {1, 2, 3};
    WeakReference<Dropped> dropped = dropped();

    HeapSweep.run();

    assertThat(dropped.refersTo(null)).isTrue();
    assertThat(used).containsExactly(1, 2, 3);
    Runtime heap = Runtime.getRuntime();
    assertThat(heap.totalMemory() - heap.freeMemory()).isLessThan(heap.maxMemory() / 2);
  }
}

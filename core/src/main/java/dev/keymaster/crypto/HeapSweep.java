package dev.keymaster.crypto;

import org.jspecify.annotations.Nullable;

/**
 * Overwrites what is free on the heap, so that no copy of a secret outlives the request that made
 * it: arrays that the collector moved, key schedules and pads that the platform's ciphers drop.
 *
 * <p>Needs a JVM that leaves nothing where this cannot write (docs/adr/0028): the serial collector,
 * which compacts everything each time, survivors that go to the old generation at once, a young
 * generation of one size, and thread-local buffers that are zeroed when they are handed out. In
 * another JVM it is harmless and less thorough. Takes about a tenth of a second.
 */
public final class HeapSweep {
  /** More than the young generation has: such an array is made in the old one. */
  private static final int BEYOND_YOUNG = 16 << 20;

  private static final int SPARE = 8 << 20;
  private static final int LARGEST = 1 << 30;
  private static final int SMALLEST_OBJECT = 16;

  /** What is made here is seen by others, so that no compiler leaves it out. */
  @SuppressWarnings("unused")
  private static volatile byte @Nullable [] made;

  private HeapSweep() {}

  /** Sweeps now; others may work meanwhile. */
  public static void run() {
    System.gc();
    fillOld();
    fillYoung();
    made = null;
    System.gc();
  }

  /** One array takes all that is free in the old generation, from where its objects end. */
  private static void fillOld() {
    Runtime heap = Runtime.getRuntime();
    long left = heap.maxMemory() - (heap.totalMemory() - heap.freeMemory());
    long size = Math.min(Math.min(heap.freeMemory() + BEYOND_YOUNG, left - SPARE), LARGEST);
    if (size > 0) {
      made = new byte[(int) size];
    }
    made = null;
  }

  /** The smallest objects there are leave no gap. */
  private static void fillYoung() {
    for (int done = 0; done < BEYOND_YOUNG; done += SMALLEST_OBJECT) {
      made = new byte[0];
    }
  }
}

package dev.keymaster.run;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A child that is waited for, with this process kept alive until all is done: a process that is
 * told to end has its hooks run, and is gone when the last of them returns.
 */
final class Beside implements Attendant {
  private final Map<String, String> own;
  private final @Nullable Path masking;
  private final boolean calls;

  /**
   * Makes it.
   *
   * @param masking the native front; null if there is none
   * @param calls whether calls of the C library may be made
   */
  Beside(Map<String, String> own, @Nullable Path masking, boolean calls) {
    this.own = own;
    this.masking = masking;
    this.calls = calls;
  }

  @Override
  public Outcome run(Launch launch, Runnable last) {
    CountDownLatch done = new CountDownLatch(1);
    Thread stay = new Thread(() -> await(done), "last");
    Runtime.getRuntime().addShutdownHook(stay);
    try {
      return new AsChild(own, masking, this::started).run(launch);
    } finally {
      try {
        last.run();
      } finally {
        done.countDown();
        AsChild.forget(stay);
      }
    }
  }

  @Override
  public Outcome runOnce(Launch launch) {
    return new AsChild(own, masking, () -> {}).run(launch);
  }

  /** From here on, and not before: the program would inherit it. */
  private void started() {
    if (calls) {
      try (Arena arena = Arena.ofConfined()) {
        new Libc(arena).leaveKeyboardSignals();
      }
    }
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.keymaster.scan;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Looks through texts, one thread for each core. */
public final class Scan {
  private final HeldKeys held;
  private final Shapes shapes;
  private final Allowed allowed;
  private final Findings findings;
  private final int threads;

  /**
   * Makes a scan.
   *
   * @param findings gets what is found
   */
  public Scan(HeldKeys held, Shapes shapes, Allowed allowed, Findings findings, int threads) {
    this.held = held;
    this.shapes = shapes;
    this.allowed = allowed;
    this.findings = findings;
    this.threads = threads;
  }

  /** Looks through the files of a folder. */
  public void tree(Tree tree) {
    run(tree);
  }

  /** Looks through what git keeps. */
  public void objects(GitObjects objects) {
    run(objects);
    objects.locate(findings);
  }

  /** Looks through one text. */
  public void text(String place, InputStream in) {
    run(reader -> reader.read(place, "", in, 0), 1);
  }

  private void run(Supply supply) {
    run(supply, threads);
  }

  private void run(Supply supply, int count) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      others.add(Thread.ofPlatform().start(() -> work(supply, failure)));
    }
    work(supply, failure);
    others.forEach(Scan::join);
    rethrow(failure.get());
  }

  private void work(Supply supply, AtomicReference<@Nullable Throwable> failure) {
    try {
      supply.feed(new Reader(held, shapes, allowed, findings));
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default ->
          throw new KeymasterException(
              Code.FAILURE, "what is to be scanned cannot be read: " + failure.getMessage(), "");
    }
  }
}

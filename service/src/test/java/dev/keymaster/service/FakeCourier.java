package dev.keymaster.service;

import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Courier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Delivers to a list, unless it is broken. */
final class FakeCourier implements Courier {
  final List<String> told = new CopyOnWriteArrayList<>();
  final CountDownLatch tried = new CountDownLatch(1);
  final CountDownLatch delivered = new CountDownLatch(1);
  volatile boolean broken;
  volatile boolean reaches = true;

  @Override
  public boolean reaches(AlertTarget target) {
    return reaches;
  }

  @Override
  public void deliver(Alert alert, Duration limit) throws IOException {
    tried.countDown();
    if (broken) {
      throw new IOException("it answered 500");
    }
    told.add(alert.rule() + ": " + alert.line());
    delivered.countDown();
  }
}

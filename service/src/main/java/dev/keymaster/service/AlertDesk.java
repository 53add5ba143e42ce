package dev.keymaster.service;

import dev.keymaster.guard.GuardedAlerts;
import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.Courier;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.wire.Alerts.Trial;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Brings alerts from the vault to their targets. A message is handed out for the time of a lease,
 * and taken off the queue once it is delivered: one that a crash left behind is delivered again.
 * Thread-safe.
 */
final class AlertDesk {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration BETWEEN_ALARMS = Duration.ofMinutes(1);

  /** Less than the lease, so that nobody else delivers it as well. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final LocalEngine engine;
  private final Courier courier;
  private volatile boolean alarmed;
  private final AtomicReference<Instant> lastAlarm = new AtomicReference<>(Instant.EPOCH);
  private volatile Instant again = Instant.MAX;
  private volatile List<AlertRule> rules = AlertRule.DEFAULTS;

  AlertDesk(LocalEngine engine, Courier courier) {
    this.engine = engine;
    this.courier = courier;
  }

  /**
   * Delivers what is due, each message in a thread of its own, and waits for them so long. What
   * fails or takes longer stays in the queue. Never throws: alerts keep no command from its end.
   */
  void settle(Duration patience) {
    try {
      CountDownLatch done = start();
      done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      alarmed = false;
    } catch (KeymasterException e) {
      failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells whether a message that waited when it was looked last is to be tried again now. */
  boolean isAgain() {
    return !again.isAfter(now());
  }

  /** What cannot be read or written now stays in the log; what was changed is told, once. */
  private void failed(KeymasterException failure) {
    if (failure.code() == KeymasterException.Code.CORRUPT && !alarmed) {
      alarmed = true;
      alarm(String.valueOf(failure.getMessage()));
    }
  }

  /** Starts to deliver what is due. */
  private CountDownLatch start() {
    GuardedAlerts guarded = engine.guard().alerts();
    rules = guarded.rules();
    Instant now = now();
    if (!guarded.due(courier::reaches, now)) {
      again = guarded.again(courier::reaches).orElse(Instant.MAX);
      return new CountDownLatch(0);
    }
    List<Alert> alerts = guarded.take(courier::reaches, now, LEASE);
    again = guarded.again(courier::reaches).orElse(Instant.MAX);
    CountDownLatch done = new CountDownLatch(alerts.size());
    for (Alert alert : alerts) {
      Thread.ofVirtual()
          .start(() -> {
            deliver(guarded, alert);
            done.countDown();
          });
    }
    return done;
  }

  private void deliver(GuardedAlerts guarded, Alert alert) {
    String failure = attempt(alert);
    try {
      if (failure.isEmpty()) {
        guarded.delivered(alert);
      } else {
        guarded.failed(alert, failure, now());
      }
    } catch (RuntimeException e) {
      return; // the vault was closed meanwhile: it is delivered again once the lease is over
    }
  }

  /** Returns why it was not delivered; empty if it was. */
  private String attempt(Alert alert) {
    try (Secret _ = alert.signingKey()) {
      courier.deliver(alert, LIMIT);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      // one target must keep the others from nothing, nor its failure from the log
      return "it cannot be delivered: " + e.getClass().getSimpleName();
    }
  }

  List<Trial> test(List<Alert> samples) {
    return samples.stream()
        .map(sample -> new Trial(sample.target().shown(), attempt(sample)))
        .toList();
  }

  /**
   * Tells at once, without the queue, that the vault was found to be changed: what is changed may
   * be the queue. Once a minute, however often it is found.
   */
  void alarm(String what) {
    Instant now = now();
    Instant last = lastAlarm.get();
    boolean soon = !last.isAfter(now) && now.isBefore(last.plus(BETWEEN_ALARMS));
    if (!soon && lastAlarm.compareAndSet(last, now)) {
      alarms(what, now).stream()
          .filter(alert -> courier.reaches(alert.target()))
          .forEach(this::attempt);
    }
  }

  /**
   * By the rules as they are; as they were when they could be read, unsigned, if they cannot be.
   */
  private List<Alert> alarms(String what, Instant now) {
    try {
      if (engine.unlockedAt().isPresent()) {
        return engine.guard().alerts().alarms(what, now);
      }
    } catch (KeymasterException e) {
      // what was changed are the rules themselves
    }
    return rules.stream()
        .filter(AlertRule::tampering)
        .flatMap(rule ->
            rule.targets().stream()
                .map(target -> Alert.unrecorded(rule.name(), target, now, engine.caller(), what)))
        .toList();
  }

  private Instant now() {
    return engine.clock().instant();
  }
}

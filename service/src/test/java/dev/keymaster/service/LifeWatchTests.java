package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Progress;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifeWatchTests {
  private static final KeyRef REF = new KeyRef(EnvironmentName.DEFAULT, new KeyName("ci-runner"));

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final FakeWork work = new FakeWork();
  private final LifeWatch watch = new LifeWatch(work, () -> now);

  @Test
  void what_is_due_is_done_when_its_time_has_come_and_not_before() {
    work.until = now.plusSeconds(60);
    watch.look();
    assertThat(work.told).containsExactly("under way");
    now = now.plusSeconds(59);
    watch.look();
    assertThat(work.told).containsExactly("under way");
    now = now.plusSeconds(1);
    watch.look();
    assertThat(work.told).containsExactly("under way", "resume", "under way");
  }

  @Test
  void a_file_that_did_not_change_is_not_looked_into() {
    watch.look();
    watch.look();
    assertThat(work.told).hasSize(1);
    work.stamp = "another";
    watch.look();
    assertThat(work.told).containsExactly("under way", "under way");
  }

  @Test
  void G9_a_freeze_that_waits_is_due_although_the_file_did_not_change() {
    watch.look();
    work.freezeWaits = true;
    watch.look();
    assertThat(work.told).containsExactly("under way", "under way");
    work.freezeWaits = false;
    watch.look();
    assertThat(work.told).hasSize(2);
  }

  @Test
  void a_locked_vault_is_left_alone() {
    work.open = false;
    watch.look();
    assertThat(work.told).isEmpty();
  }

  @Test
  void what_failed_is_tried_again_a_minute_later() {
    work.until = now;
    watch.look();
    work.fails = true;
    watch.look();
    assertThat(work.told).containsExactly("under way", "resume");
    work.fails = false;
    now = now.plusSeconds(60);
    watch.look();
    assertThat(work.told).containsExactly("under way", "resume", "resume", "under way");
  }

  @Test
  void G9_a_round_that_fails_in_whatever_way_is_not_the_last() throws InterruptedException {
    CountDownLatch rounds = new CountDownLatch(2);
    Rounds again = new Rounds();
    again.begin(
        "failing",
        Duration.ofMillis(1),
        () -> {
          rounds.countDown();
          throw new InvalidPathException("odd", "no text of the locale");
        });
    assertThat(rounds.await(1, TimeUnit.MINUTES)).isTrue();
    again.end();
  }

  private static final class FakeWork implements LifeWatch.Work {
    private final List<String> told = new ArrayList<>();
    private Object stamp = "one";
    private Instant until = Instant.MAX;
    private boolean open = true;
    private boolean fails;
    private boolean freezeWaits;

    @Override
    public boolean freezeWaits() {
      return freezeWaits;
    }

    @Override
    public boolean open() {
      return open;
    }

    @Override
    public Object stamp() {
      return stamp;
    }

    @Override
    public void resume() {
      told.add("resume");
      if (fails) {
        throw KeymasterException.usage("a bad day", "");
      }
    }

    @Override
    public List<Progress> underWay() {
      told.add("under way");
      return List.of(new Progress(REF, Progress.Ending.PENDING, "", until));
    }
  }
}

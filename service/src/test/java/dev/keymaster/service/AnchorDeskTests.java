package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Anchor;
import dev.keymaster.model.AnchorState;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checkpoints reach the anchors, and an anchor that fails is recorded once and tried again. */
class AnchorDeskTests {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final SteadyEngine vault = new SteadyEngine();
  private final Place place = new Place();
  private List<AnchorState> remembered = List.of();

  /** A place that takes what it is given, unless it is broken. */
  private static final class Place implements Anchor {
    final List<String> kept = new ArrayList<>();
    boolean broken;

    @Override
    public String shown() {
      return "file /other/disk";
    }

    @Override
    public void keep(String checkpoint, Duration limit) throws IOException {
      if (broken) {
        throw new IOException("it could not be written");
      }
      kept.add(checkpoint);
    }
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private AnchorDesk desk() {
    return new AnchorDesk(vault.engine, List.of(place), remembered, states -> remembered = states);
  }

  private long failures() {
    return vault.engine.log().newest(100).stream()
        .map(Event::kind)
        .filter(EventKind.ANCHOR::equals)
        .count();
  }

  @Test
  void SD22_every_new_checkpoint_is_brought_once() {
    AnchorDesk desk = desk();
    desk.settle(LIMIT);
    desk.settle(LIMIT);
    assertThat(place.kept).containsExactly(vault.engine.log().checkpoint());
    vault.release(SteadyEngine.PERSON);
    desk.settle(LIMIT);
    assertThat(place.kept).hasSize(2).last().isEqualTo(vault.engine.log().checkpoint());
    assertThat(remembered).hasSize(1);
    assertThat(remembered.getFirst().failure()).isEmpty();
    desk().settle(LIMIT);
    assertThat(place.kept).as("another process that remembers").hasSize(2);
  }

  @Test
  void an_outage_is_one_event_and_ends_with_the_newest_checkpoint() {
    AnchorDesk desk = desk();
    place.broken = true;
    desk.settle(LIMIT);
    desk.settle(LIMIT);
    assertThat(failures()).isEqualTo(1);
    assertThat(remembered.getFirst().failure()).isEqualTo("it could not be written");
    assertThat(remembered.getFirst().events()).isEqualTo(-1);
    place.broken = false;
    desk.settle(LIMIT);
    assertThat(place.kept).containsExactly(vault.engine.log().checkpoint());
    assertThat(remembered.getFirst().failure()).isEmpty();
    place.broken = true;
    vault.release(SteadyEngine.PERSON);
    desk.settle(LIMIT);
    assertThat(failures()).isEqualTo(2);
  }

  @Test
  void a_locked_vault_is_anchored_too_and_records_nothing() {
    vault.engine.close();
    place.broken = true;
    AnchorDesk desk = desk();
    desk.settle(LIMIT);
    assertThat(remembered.getFirst().failure()).isNotEmpty();
    place.broken = false;
    desk.settle(LIMIT);
    assertThat(place.kept).hasSize(1);
  }

  @Test
  void the_end_of_the_watch_brings_what_is_new() {
    AnchorWatch watch =
        AnchorWatch.over(vault.engine, List.of(place), remembered, states -> remembered = states);
    watch.close();
    watch.close();
    assertThat(place.kept).hasSize(1);
    AnchorWatch.over(vault.engine, List.of(), List.of(), states -> {}).close();
  }
}

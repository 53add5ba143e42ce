package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.LogMacs;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import dev.keymaster.testkit.StoreContents;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log as it is seen by who has a recovery code: events that were made anew since then, with all
 * keys that the open vault has now, are found (SD20).
 */
class RecoveredLogTests {
  /** Length of a MAC, bytes. */
  private static final int MAC = 32;

  private final OpenVault open = new OpenVault();
  private final NamedSlot paper =
      Guard.name(open.ports, new NewSlot(SlotKind.RECOVERY, "paper", null, NewSlot.Kdf.ARGON2ID));

  /** 2 events before the code, then that of the code itself and 70 more. */
  @BeforeEach
  void fill() {
    open.add(DEV, "a", "sk-canary-1");
    open.guard.addSlot(paper);
    for (int i = 0; i < 70; i++) {
      open.value(DEV, "a");
    }
  }

  private @Nullable LogMacs macs(Secret code) {
    Ports ports = OpenVault.ports(open.memory, open.height);
    return Guard.locked(ports, OpenVault.CALLER).checkMacs(paper.slot(), code, 1000);
  }

  @Test
  void only_recovery_slots_hold_a_key_of_the_log() {
    Ports ports = OpenVault.ports(open.memory, open.height);
    LockedGuard locked = Guard.locked(ports, OpenVault.CALLER);
    assertThat(locked.slots()).hasSize(2);
    assertThat(locked.slotsWithLogKey()).containsExactly(paper.slot());
  }

  @Test
  void no_further_than_the_log_is_known_to_go() {
    open.memory.tamper(contents -> contents.events().put(Long.MAX_VALUE, new byte[100]));
    Ports ports = OpenVault.ports(open.memory, open.height);
    LockedGuard locked = Guard.locked(ports, OpenVault.CALLER);
    assertThat(locked.checkMacs(paper.slot(), paper.secret(), 73))
        .isEqualTo(new LogMacs(2, 71, null));
  }

  @Test
  void SD20_all_that_was_recorded_since_the_code_was_made_is_good() {
    assertThat(macs(paper.secret())).isEqualTo(new LogMacs(2, 71, null));
    open.value(DEV, "a");
    assertThat(macs(paper.secret())).isEqualTo(new LogMacs(2, 72, null));
  }

  @Test
  void another_code_checks_nothing() {
    assertThat(macs(Secret.copyOf(new byte[20]))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 40, 72})
  void SD20_an_event_made_anew_is_named_whatever_part_of_it_is_other(long number) {
    StoreContents recorded = open.memory.contents();
    for (UnaryOperator<byte[]> change : changes(number, recorded.events())) {
      open.memory.restore(recorded);
      open.memory.tamper(contents ->
          contents
              .events()
              .computeIfPresent(
                  number,
                  (n, event) -> {
                    byte[] other = change.apply(event.clone());
                    assertThat(other).isNotEqualTo(event);
                    return other;
                  }));
      assertThat(macs(paper.secret())).isEqualTo(new LogMacs(2, number - 2, number));
    }
  }

  /** Another content, another MAC, none at all, and an event of another time with its own MAC. */
  private static List<UnaryOperator<byte[]>> changes(long number, Map<Long, byte[]> events) {
    byte[] another = Objects.requireNonNull(events.get(number == 40 ? 41L : 40L));
    return List.of(
        event -> {
          event[100] ^= 1;
          return event;
        },
        event -> {
          event[event.length - 1] ^= 1;
          return event;
        },
        event -> Arrays.copyOf(event, event.length - MAC),
        event -> Arrays.copyOf(event, MAC),
        event -> another.clone());
  }

  @Test
  void SD20_a_log_that_ends_before_its_own_code_was_cut_off() {
    Ports ports = OpenVault.ports(open.memory, open.height);
    LockedGuard locked = Guard.locked(ports, OpenVault.CALLER);
    assertThat(locked.checkMacs(paper.slot(), paper.secret(), 1)).isEqualTo(new LogMacs(2, 0, 1L));
  }

  @Test
  void a_code_that_was_there_when_the_vault_was_rekeyed_checks_from_then_on() {
    open.guard.rekey(List.of(open.slot, paper));
    Ports ports = OpenVault.ports(open.memory, open.height);
    LockedGuard locked = Guard.locked(ports, OpenVault.CALLER);
    assertThat(locked.checkMacs(paper.slot(), paper.secret(), 74))
        .isEqualTo(new LogMacs(74, 0, null));
    open.value(DEV, "a");
    assertThat(locked.checkMacs(paper.slot(), paper.secret(), 75))
        .isEqualTo(new LogMacs(74, 1, null));
  }

  @Test
  void what_came_before_the_code_it_cannot_tell() {
    open.memory.tamper(contents ->
        contents
            .events()
            .computeIfPresent(
                1L,
                (n, event) -> {
                  byte[] other = event.clone();
                  other[100] ^= 1;
                  return other;
                }));
    assertThat(macs(paper.secret())).isEqualTo(new LogMacs(2, 71, null));
  }

  @Test
  void SD20_the_key_moves_on_over_events_that_were_pruned() {
    Instant later = open.guard.newest(1).getFirst().time().plus(Duration.ofDays(91));
    Ports ports = OpenVault.ports(open.memory, open.height);
    Ports then = new Ports(ports.rows(), ports.highWater(), ports.randomness(), () -> later);
    Guard guard =
        Objects.requireNonNull(
            Guard.locked(then, OpenVault.CALLER).unlock(open.slot.slot(), open.slot.secret()));
    assertThat(guard.log().prune(null, null).erased()).isEqualTo(73);
    assertThat(macs(paper.secret())).isEqualTo(new LogMacs(2, 1, null));
  }
}

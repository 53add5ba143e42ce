package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keymaster.audit.VerifierKey;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.LogVerdict;
import dev.keymaster.model.Ports;
import dev.keymaster.model.PruneReport;
import dev.keymaster.testkit.StoreContents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log as somebody sees it who has no secret, and what pruning leaves of it. */
class OutsideLogTests {
  private final OpenVault open = new OpenVault();

  @BeforeEach
  void fill() {
    open.add(DEV, "a", "sk-canary-1");
    open.add(DEV, "b", "sk-canary-2");
    for (int i = 0; i < 70; i++) {
      open.value(DEV, i % 2 == 0 ? "a" : "b");
    }
  }

  private OutsideLog outside() {
    return Guard.locked(OpenVault.ports(open.memory, open.height), OpenVault.CALLER).log();
  }

  private LogVerdict verdict() {
    return outside().verify(null, List.of(), false);
  }

  private Guard at(Instant time) {
    Ports ports = OpenVault.ports(open.memory, open.height);
    Ports later = new Ports(ports.rows(), ports.highWater(), ports.randomness(), () -> time);
    return Objects.requireNonNull(
        Guard.locked(later, OpenVault.CALLER).unlock(open.slot.slot(), open.slot.secret()));
  }

  @Test
  void SD24_the_log_is_checked_without_a_secret() {
    LogVerdict found = verdict();
    assertThat(found.findings()).isEmpty();
    assertThat(found.events()).isEqualTo(73);
    assertThat(found.origin()).startsWith("keymaster/" + open.id + "/");
  }

  @Test
  void SP8_every_single_reveal_is_in_a_signed_checkpoint() {
    for (int i = 0; i < 3; i++) {
      open.value(DEV, "a");
      assertThat(verdict().events()).isEqualTo(74 + i);
    }
  }

  @Test
  void SU1_a_whole_older_file_is_found_by_what_this_machine_remembers() {
    StoreContents older = open.memory.contents();
    open.value(DEV, "a");
    open.memory.restore(older);
    LogVerdict found = verdict();
    assertThat(found.firstBad()).isEqualTo(73);
    assertThat(outside().verify(null, List.of(), true).sound()).as("as a copy it is good").isTrue();
  }

  @Test
  void SU1_an_older_file_that_was_accepted_is_good_again() {
    StoreContents older = open.memory.contents();
    open.value(DEV, "a");
    open.memory.restore(older);
    open.reopen().acceptOlder();
    assertThat(verdict().findings()).isEmpty();
  }

  @Test
  void SU1_a_changed_event_is_named_and_no_proof_of_it_is_given() {
    open.memory.tamper(contents -> {
      byte[] event = Objects.requireNonNull(contents.events().get(17L)).clone();
      event[100] ^= 1;
      contents.events().put(17L, event);
    });
    assertThat(verdict().firstBad()).isEqualTo(17);
    assertThatThrownBy(() -> outside().prove(17))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
    assertThat(outside().prove(18)).as("others are still proven").contains("number 18\n");
  }

  @Test
  void SD20_proofs_are_checked_with_the_key_alone() {
    OutsideLog log = outside();
    assertThat(OutsideLog.check(log.prove(5), OutsideLog.key(log.verifier(null).text())))
        .startsWith("event 5 is part of the log keymaster/")
        .endsWith(" with 73 events");
    assertThat(OutsideLog.check(log.proveGrowth(30), log.verifier(null)))
        .startsWith("the first 30 events are the beginning of the log keymaster/");
    for (long wrong : new long[] {-1, 73, 1000}) {
      assertThatThrownBy(() -> log.prove(wrong)).hasMessageContaining("no such event");
    }
    assertThatThrownBy(() -> log.proveGrowth(0)).hasMessageContaining("no such log");
    assertThatThrownBy(() -> log.proveGrowth(74)).hasMessageContaining("no such log");
    assertThat(log.checkpoint()).contains("\n73\n");
  }

  @Test
  void SU1_a_proof_or_an_anchor_that_is_no_good_is_a_damaged_file_and_no_changed_vault() {
    OutsideLog log = outside();
    String proof = log.prove(5);
    for (String bad : List.of("", "proof", proof.replace("number 5", "number 6"), proof + "x")) {
      damaged(() -> OutsideLog.check(bad, log.verifier(null)));
    }
    OpenVault another = new OpenVault();
    VerifierKey other = Guard.locked(another.ports, OpenVault.CALLER).log().verifier(null);
    damaged(() -> OutsideLog.check(proof, other));
    String anchor = log.checkpoint();
    assertThat(damaged(() -> log.verify(null, List.of(anchor, "note"), false)))
        .hasMessageStartingWith("an anchor cannot be used: ");
  }

  @Test
  void SU1_an_anchor_that_another_key_signed_is_a_finding_for_the_log_may_be_another_one() {
    OutsideLog log = outside();
    String anchor = log.checkpoint();
    assertThat(log.verify(null, List.of(anchor), false).sound()).isTrue();
    OpenVault another = new OpenVault();
    String other = Guard.locked(another.ports, OpenVault.CALLER).log().checkpoint();
    for (String bad : List.of(other, anchor.replace("\n73\n", "\n72\n"))) {
      assertThat(log.verify(null, List.of(bad, anchor), false).findings())
          .singleElement()
          .asString()
          .startsWith("an anchor cannot be used: ");
    }
  }

  private static KeymasterException damaged(ThrowingCallable call) {
    KeymasterException failure = catchThrowableOfType(KeymasterException.class, call);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(Code.DAMAGED);
    return failure;
  }

  @Test
  void without_a_key_that_is_known_nothing_is_checked() {
    Ports strange = OpenVault.ports(open.memory, new OpenVault.RememberedHeight());
    OutsideLog log = Guard.locked(strange, OpenVault.CALLER).log();
    assertThatThrownBy(() -> log.verify(null, List.of(), false))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND));
    String key = outside().verifier(null).text();
    assertThat(log.verify(key, List.of(), false).sound()).isTrue();
  }

  @Test
  void a_process_that_stays_may_sign_less_often_and_signs_at_its_end() {
    open.guard.checkpointEvery(Duration.ofSeconds(60));
    open.value(DEV, "a");
    open.value(DEV, "b");
    LogVerdict lagging = verdict();
    assertThat(lagging.firstBad()).as("not signed yet").isEqualTo(73);
    assertThat(open.guard.verify().findings()).as("the owner sees more").isEmpty();
    open.guard.checkpoint();
    assertThat(verdict().findings()).isEmpty();
    assertThat(verdict().events()).isEqualTo(75);
    open.guard.checkpoint();
    assertThat(open.guard.verify().findings()).isEmpty();
  }

  @Test
  void SP8_the_checkpoint_is_never_older_than_it_may_be() {
    open.guard.checkpointEvery(Duration.ofSeconds(20));
    for (int i = 0; i < 100; i++) {
      open.value(DEV, "a");
    }
    Long unsigned = verdict().firstBad();
    assertThat(unsigned == null ? 173 : unsigned).isGreaterThan(173 - 60);
  }

  private static EventFilter filter(
      Set<EventKind> kinds, @Nullable String env, @Nullable String key, int limit) {
    return new EventFilter(null, null, kinds, env, key, null, null, 0, limit);
  }

  @Test
  void events_are_chosen_by_what_they_are_about() {
    GuardedLog log = open.guard.log();
    assertThat(log.events(filter(Set.of(EventKind.STORE), null, null, 9))).hasSize(2);
    assertThat(log.events(filter(Set.of(EventKind.REVEAL), "dev", "a", 99))).hasSize(35);
    assertThat(log.events(filter(Set.of(), "prod", null, 99))).isEmpty();
    assertThat(log.events(filter(Set.of(), null, "a", 4)))
        .extracting(Event::number)
        .containsExactly(65L, 67L, 69L, 71L);
    Event one = log.events(EventFilter.newest(1)).getFirst();
    EventFilter after = new EventFilter(one.time(), null, Set.of(), null, null, null, null, 0, 9);
    assertThat(log.events(after)).containsExactly(one);
    EventFilter before =
        new EventFilter(null, one.time(), Set.of(), null, null, "tests", 1000L, 0, 200);
    assertThat(log.events(before)).hasSize(72);
    EventFilter others = new EventFilter(null, null, Set.of(), null, null, "x", null, 0, 9);
    assertThat(log.events(others)).isEmpty();
    assertThat(log.events(EventFilter.newest(99).from(71))).hasSize(2);
  }

  @Test
  void SD21_pseudonyms_tell_no_name_and_are_alike_where_names_are() {
    List<Event> events = open.guard.log().pseudonymous(EventFilter.newest(73));
    assertThat(events.getFirst().subject()).hasSize(16).isNotEqualTo(open.id);
    assertThat(events.subList(3, 73).stream().map(Event::subject).distinct())
        .hasSize(2)
        .allMatch(subject -> subject.matches("km://dev/[0-9a-f]{16}#1"));
    assertThat(open.reopen().log().pseudonymous(EventFilter.newest(73)).get(40).subject())
        .isEqualTo(events.get(40).subject());
  }

  @Test
  void SG28_SD23_nothing_younger_than_90_days_is_pruned_and_proofs_outlive_it() {
    Instant made = open.guard.newest(1).getFirst().time();
    String before = outside().prove(5);
    PruneReport early = at(made.plus(Duration.ofDays(89))).log().prune(null, null);
    assertThat(early).isEqualTo(new PruneReport(90, 90, 0, 0));
    Guard later = at(made.plus(Duration.ofDays(91)));
    PruneReport report = later.log().prune(null, null);
    assertThat(report.erased()).isEqualTo(73);
    assertThat(open.memory.contents().events()).containsOnlyKeys(73L);
    assertThat(later.newest(99)).extracting(Event::kind).containsExactly(EventKind.PRUNE);
    assertThat(later.newest(1).getFirst().subject()).isEqualTo("events 0 to 72");
    assertThat(later.verify().findings()).isEmpty();
    LogVerdict found = verdict();
    assertThat(found.findings()).isEmpty();
    assertThat(found.pruned()).isEqualTo(73);
    assertThat(OutsideLog.check(before, outside().verifier(null))).startsWith("event 5 is part");
    assertThat(OutsideLog.check(outside().prove(5), outside().verifier(null))).contains("event 5");
    assertThat(OutsideLog.check(outside().proveGrowth(40), outside().verifier(null)))
        .contains("the first 40");
  }

  @Test
  void SD23_the_minimum_is_only_ever_raised() {
    GuardedLog log = open.guard.log();
    assertThat(log.prune(null, 180).minimum()).isEqualTo(180);
    assertThat(log.prune(200, null)).isEqualTo(new PruneReport(200, 180, 0, 0));
    assertThatThrownBy(() -> log.prune(null, 90)).hasMessageContaining("only be raised");
    assertThatThrownBy(() -> log.prune(100, null)).hasMessageContaining("180 to 36500 days");
    assertThatThrownBy(() -> log.prune(null, 99_999)).hasMessageContaining("only be raised");
    Instant made = open.guard.newest(1).getFirst().time();
    assertThat(at(made.plus(Duration.ofDays(170))).log().prune(null, null).erased()).isZero();
  }
}

package dev.keymaster.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.testkit.NoHeight;
import dev.keymaster.testkit.StoreContents;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** G9: a freeze that cannot be written holds all the same, and is written as soon as it can be. */
class UnwrittenPanicTests {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private Instant now = NOW;
  private final FullFile file = new FullFile();
  private final KeptSecrets secrets = new KeptSecrets(SlotKind.KEY_FILE);
  private LocalEngine engine = engine();

  UnwrittenPanicTests() {
    NewSlot slot = new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID);
    engine.vault().create(List.of(slot));
    Secret value = Secret.copyOf("sk-canary-d1".getBytes(UTF_8));
    engine
        .keys()
        .store(
            List.of(
                new NewKey(
                    SteadyEngine.REF.environment(),
                    SteadyEngine.REF.name(),
                    value,
                    null,
                    "…",
                    NewKey.Mode.UPSERT)));
  }

  private LocalEngine engine() {
    return engine(file, secrets);
  }

  private LocalEngine engine(FullFile file, KeptSecrets secrets) {
    return new LocalEngine(
        file,
        new NoHeight(),
        new SecureRandom()::nextBytes,
        () -> now,
        SteadyEngine.PERSON,
        List.of(secrets));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void release() {
    release(engine);
  }

  private static void release(LocalEngine engine) {
    engine
        .keys()
        .release(List.of(SteadyEngine.REF), new Release(EventKind.DELIVER, ""))
        .forEach(Released::close);
  }

  private static void refused(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private List<String> halts() {
    return engine.lives().underWay().stream().map(each -> each.ref().toString()).toList();
  }

  private List<Event> events(EventKind kind) {
    return engine.log().events(EventFilter.newest(90)).stream()
        .filter(event -> event.kind() == kind)
        .toList();
  }

  private List<String> frozen() {
    return engine.log().events(EventFilter.newest(20)).stream()
        .filter(event -> event.kind() == EventKind.FREEZE)
        .map(event -> event.subject() + ": " + event.detail())
        .toList();
  }

  @Test
  void G9_it_waits_beside_the_vault_and_whoever_comes_next_writes_it() {
    release();
    file.full = true;
    Freeze freeze = engine.emergency().begin(Set.of());
    assertThat(freeze)
        .isEqualTo(new Freeze(NOW, Set.of(), "the disk is full; the freeze waits beside it"));
    assertThat(engine.emergency().freeze().map(Freeze::held)).contains("the disk is full");
    assertThat(engine.freezeWaits()).isTrue();
    refused(Code.FAILURE, this::release);
    assertThat(halts()).as("nothing of it is in the vault").isEmpty();
    engine.close();

    engine = engine();
    file.full = false;
    refused(Code.DENIED, this::release);
    assertThat(engine.emergency().freeze()).contains(new Freeze(NOW, Set.of()));
    assertThat(file.notes).isEmpty();
    assertThat(engine.freezeWaits()).isFalse();
    assertThat(frozen())
        .singleElement()
        .asString()
        .matches(
            "all keys: not handed out any more, since 2027-01-15T08:00:00Z; written now, note"
                + " [0-9a-f]{16}");
    assertThat(halts()).as("stopped once more, from the same commit on").hasSize(1);
    engine.emergency().end(null);
    assertThat(halts()).isEmpty();
    release();
  }

  @Test
  void G9_what_was_done_is_recorded_as_done_by_whoever_did_it() {
    file.full = true;
    engine.emergency().begin(Set.of());
    file.full = false;
    LocalEngine agent = engine.as(SteadyEngine.AGENT);
    refused(Code.DENIED, () -> release(agent));
    assertThat(events(EventKind.FREEZE))
        .extracting(event -> event.caller().pid())
        .containsExactly(SteadyEngine.PERSON.pid());
  }

  @Test
  void G9_where_nothing_can_be_kept_it_holds_as_long_as_the_process() {
    file.full = true;
    file.fullBeside = true;
    assertThat(engine.emergency().begin(Set.of()).held())
        .contains("nor can anything beside it", "as long as the process")
        .doesNotContain("waits");
    file.full = false;
    refused(Code.DENIED, this::release);
    assertThat(engine.emergency().freeze().map(Freeze::held)).isEqualTo(Optional.of(""));
    engine.emergency().end(null);
    release();
  }

  @Test
  void G9_attack_what_somebody_else_puts_there_freezes_and_does_nothing_more() {
    FullFile strange = new FullFile();
    LocalEngine other = engine(strange, new KeptSecrets(SlotKind.KEY_FILE));
    other.vault().create(List.of(new NewSlot(SlotKind.KEY_FILE, "x", null, NewSlot.Kdf.ARGON2ID)));
    strange.full = true;
    other.emergency().begin(Set.of());
    byte[] sealedElsewhere = strange.notes.values().iterator().next();
    other.close();
    byte[] old = "2027-01-15T08:00:00Z\nx\tkm://dev/openai#1\tforged".getBytes(UTF_8);
    byte[] far = "+999999999-12-31T23:59:59Z".getBytes(UTF_8);
    int before = events(EventKind.PROVIDER).size();
    int times = 0;
    for (byte[] note : List.of(new byte[0], sealedElsewhere, old, far)) {
      file.notes.put("planted", note);
      refused(Code.DENIED, this::release);
      assertThat(frozen())
          .hasSize(2 * times + 1)
          .last()
          .isEqualTo("all keys: not handed out any more: a freeze of unknown origin was found");
      assertThat(halts()).isEmpty();
      assertThat(file.notes).isEmpty();
      engine.emergency().end(null);
      release();
      times++;
    }
    assertThat(events(EventKind.PROVIDER)).hasSize(before);
  }

  @Test
  void G9_attack_a_note_that_is_put_there_again_does_nothing() {
    file.full = true;
    engine.emergency().begin(Set.of());
    Map<String, byte[]> copies = Map.copyOf(file.notes);
    file.full = false;
    refused(Code.DENIED, this::release);
    engine.emergency().end(null);
    int before = frozen().size();
    file.notes.putAll(copies);
    release();
    assertThat(file.notes).isEmpty();
    assertThat(frozen()).hasSize(before);
    assertThat(halts()).isEmpty();
  }

  @Test
  void G9_another_process_that_stores_and_ends_it_ends_it_here_too() {
    file.full = true;
    engine.emergency().begin(Set.of());
    assertThat(engine.emergency().freeze()).isPresent();
    file.full = false;
    try (LocalEngine another = engine()) {
      refused(Code.DENIED, () -> release(another));
      another.emergency().end(null);
    }
    release();
    assertThat(engine.emergency().freeze()).isEmpty();
  }

  @Test
  void G9_a_note_that_cannot_be_removed_is_stored_once_and_named_when_it_is_to_end() {
    file.full = true;
    engine.emergency().begin(Set.of());
    file.full = false;
    file.stuck = true;
    refused(Code.DENIED, this::release);
    refused(Code.DENIED, this::release);
    assertThat(engine.freezeWaits()).isFalse();
    try (LocalEngine another = engine()) {
      refused(Code.DENIED, () -> release(another));
    }
    assertThat(frozen()).hasSize(1);
    assertThatThrownBy(() -> engine.emergency().end(null))
        .hasMessageContaining("the freeze has ended, but /state/frozen/")
        .hasMessageContaining("cannot be removed");
    release();
    try (LocalEngine another = engine()) {
      release(another);
    }
    file.stuck = false;
    file.notes.put("another", new byte[0]);
    refused(Code.DENIED, this::release);
    engine.emergency().end(null);
    assertThat(file.notes).isEmpty();
    release();
  }

  @Test
  void G9_attack_a_note_that_disappears_is_not_forgotten_by_whoever_wrote_or_saw_it() {
    file.full = true;
    engine.emergency().begin(Set.of());
    try (LocalEngine another = engine()) {
      assertThat(another.emergency().freeze()).isPresent();
      file.notes.clear();
      assertThat(another.emergency().freeze()).isPresent();
      assertThat(engine.emergency().freeze()).isPresent();
      file.full = false;
      refused(Code.DENIED, () -> release(another));
    }
    refused(Code.DENIED, this::release);
    assertThat(frozen()).as("stored once, by the mark of its record").hasSize(1);
  }

  @Test
  void G9_what_is_not_stored_yet_cannot_be_ended_and_keeps_its_note() {
    file.full = true;
    engine.emergency().begin(Set.of());
    assertThatThrownBy(() -> engine.emergency().end(null))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.FAILURE))
        .hasMessageContaining("cannot be ended before it is stored: the disk is full");
    assertThat(file.notes).hasSize(1);
    file.full = false;
    engine.emergency().end(null);
    assertThat(file.notes).isEmpty();
    release();
  }

  @Test
  void G9_attack_a_log_that_cannot_be_read_holds_all_keys_and_fails_nothing_else() {
    file.full = true;
    engine.emergency().begin(Set.of(new ServiceName("stripe")));
    file.rows().tamper(stored -> stored.events().lastEntry().getValue()[40] ^= 1);
    file.full = false;
    assertThat(engine.emergency().freeze().map(Freeze::shown)).contains("all keys");
    assertThat(engine.emergency().freeze().map(Freeze::held).orElse("")).contains("event ");
    assertThat(file.notes).hasSize(1);
    assertThatThrownBy(() -> engine.emergency().end(null))
        .hasMessageContaining("cannot be ended before it is stored: event ");
  }

  @Test
  void G9_attack_a_note_kept_for_a_week_only_freezes() {
    file.full = true;
    engine.emergency().begin(Set.of());
    file.full = false;
    now = NOW.plus(Duration.ofDays(7)).plusSeconds(1);
    engine.close();
    engine = engine();
    refused(Code.DENIED, this::release);
    assertThat(frozen()).singleElement().asString().contains("; written now, note ");
    assertThat(halts()).isEmpty();
  }

  @Test
  void G9_attack_a_note_of_a_log_that_a_backup_took_back_only_freezes_and_only_once() {
    StoreContents backup = file.rows().contents();
    release();
    file.full = true;
    engine.emergency().begin(Set.of());
    Map<String, byte[]> copies = Map.copyOf(file.notes);
    file.full = false;
    engine.close();
    file.rows().restore(backup);
    file.notes.putAll(copies);
    engine = engine();
    refused(Code.DENIED, this::release);
    assertThat(frozen()).singleElement().asString().contains("; written now, note ");
    assertThat(halts()).isEmpty();
    engine.emergency().end(null);
    for (int i = 0; i < 4; i++) {
      release();
    }
    file.notes.putAll(copies);
    release();
    assertThat(file.notes).isEmpty();
    assertThat(halts()).as("nor when the log has grown past it").isEmpty();
  }

  @Test
  void G9_two_processes_that_panic_are_both_stored() {
    file.full = true;
    engine.emergency().begin(Set.of(new ServiceName("stripe")));
    try (LocalEngine another = engine()) {
      another.emergency().begin(Set.of(new ServiceName("github")));
    }
    assertThat(file.notes).hasSize(2);
    file.full = false;
    assertThat(engine.emergency().freeze().map(Freeze::shown)).contains("keys of github, stripe");
    assertThat(frozen()).hasSize(2);
  }

  @Test
  void G9_two_that_wait_are_one_and_one_that_is_there_grows() {
    ServiceName openai = new ServiceName("openai");
    engine.emergency().begin(Set.of(openai));
    file.full = true;
    engine.emergency().begin(Set.of(new ServiceName("stripe")));
    engine.emergency().begin(Set.of(new ServiceName("github")));
    file.full = false;
    assertThat(engine.emergency().freeze().map(Freeze::shown))
        .contains("keys of github, openai, stripe");
  }

  @Test
  void G9_attack_a_full_disk_lets_nobody_panic_whom_the_policy_does_not() {
    file.full = true;
    LocalEngine agent = engine.as(SteadyEngine.AGENT);
    assertThatThrownBy(() -> agent.emergency().begin(Set.of()))
        .isInstanceOf(KeymasterException.class);
    assertThat(file.notes).isEmpty();
    file.full = false;
    release();
  }
}

package dev.keymaster.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** G9: a freeze that cannot be written holds all the same, and is written as soon as it can be. */
class UnwrittenPanicTests {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

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
    return new LocalEngine(
        file,
        new NoHeight(),
        new SecureRandom()::nextBytes,
        () -> NOW,
        SteadyEngine.PERSON,
        List.of(secrets));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void release() {
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
    assertThat(freeze).isEqualTo(new Freeze(NOW, Set.of(), "the disk is full"));
    assertThat(engine.emergency().freeze()).contains(freeze);
    refused(Code.FAILURE, this::release);
    engine.close();

    engine = engine();
    file.full = false;
    refused(Code.DENIED, this::release);
    assertThat(engine.emergency().freeze()).contains(new Freeze(NOW, Set.of()));
    assertThat(file.read()).isEmpty();
    assertThat(frozen())
        .containsExactly(
            "all keys: not handed out any more, since 2027-01-15T08:00:00Z; written now");
    engine.emergency().end(null);
    release();
  }

  @Test
  void G9_where_nothing_can_be_kept_it_holds_as_long_as_the_process() {
    file.full = true;
    file.fullBeside = true;
    assertThat(engine.emergency().begin(Set.of()).held()).endsWith("nor can anything beside it");
    file.full = false;
    refused(Code.DENIED, this::release);
    assertThat(engine.emergency().freeze().map(Freeze::held)).isEqualTo(Optional.of(""));
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
    assertThat(file.read()).isEmpty();
    file.full = false;
    release();
  }
}

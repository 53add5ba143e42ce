package dev.keymaster.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Courier;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.testkit.NoHeight;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LocalEngineTests {
  private static final EnvironmentName DEV = EnvironmentName.DEFAULT;
  private static final KeyName NAME = new KeyName("openai");

  private final MemoryFile file = new MemoryFile();
  private final KeptSecrets keyFile = new KeptSecrets(SlotKind.KEY_FILE);
  private final KeptSecrets phrase = new KeptSecrets(SlotKind.PASSPHRASE);
  private final KeptSecrets recovery = new KeptSecrets(SlotKind.RECOVERY);
  private final KeptSecrets environment = new KeptSecrets(SlotKind.ENVIRONMENT);

  private LocalEngine engine() {
    return engineOf(List.of(phrase, keyFile, recovery, environment));
  }

  private LocalEngine engineOf(List<RootKeySource> sources) {
    SecureRandom random = new SecureRandom();
    return new LocalEngine(
        file,
        new NoHeight(),
        random::nextBytes,
        () -> Instant.ofEpochSecond(1_800_000_000L),
        new Caller(1, 2, "tests"),
        sources);
  }

  @Test
  void a_target_that_breaks_is_a_failure_that_is_told() {
    Courier broken =
        new Courier() {
          @Override
          public boolean reaches(AlertTarget target) {
            return true;
          }

          @Override
          public void deliver(Alert alert, Duration limit) {
            throw new IllegalArgumentException("port out of range");
          }
        };
    try (LocalEngine engine = engine().delivering(broken)) {
      engine.vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
      assertThat(engine.alerts().test("refused"))
          .singleElement()
          .satisfies(trial -> assertThat(trial.failure()).contains("IllegalArgument"));
    }
  }

  private static NewSlot slot(SlotKind kind, String label) {
    return new NewSlot(kind, label, null, NewSlot.Kdf.ARGON2ID);
  }

  private static NewSlot phraseSlot(String phrase) {
    return new NewSlot(SlotKind.PASSPHRASE, "mine", secret(phrase), NewSlot.Kdf.ARGON2ID);
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static NewKey key(String value) {
    return new NewKey(DEV, NAME, secret(value), null, "…", NewKey.Mode.UPSERT);
  }

  private static String value(LocalEngine engine) {
    Release release = new Release(EventKind.REVEAL, "");
    try (Released out = engine.keys().release(List.of(new KeyRef(DEV, NAME)), release).getFirst()) {
      return new String(out.value().reveal(), StandardCharsets.UTF_8);
    }
  }

  private Secret kept(String label) {
    byte[] bytes = keyFile.secrets.get(label);
    assertThat(bytes).isNotNull();
    return Secret.copyOf(Objects.requireNonNull(bytes));
  }

  private static KeymasterException refused(Code code, ThrowingCallable call) {
    KeymasterException[] thrown = new KeymasterException[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> {
              thrown[0] = e;
              assertThat(e.code()).isEqualTo(code);
            });
    return thrown[0];
  }

  @Test
  void without_a_vault_everything_but_status_says_how_to_make_one() {
    LocalEngine engine = engine();
    assertThat(engine.vault().status().exists()).isFalse();
    assertThat(refused(Code.LOCKED, () -> engine.keys().list(Selection.ALL)).hint())
        .isEqualTo("keymaster vault init");
  }

  @Test
  void a_created_vault_is_open_and_the_next_engine_unlocks_it() {
    LocalEngine first = engine();
    first.vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    first.keys().store(List.of(key("sk-canary-1")));
    first.close();
    LocalEngine second = engine();
    assertThat(value(second)).isEqualTo("sk-canary-1");
    assertThat(second.vault().unlock().kind()).isEqualTo(SlotKind.KEY_FILE);
    assertThat(second.log().newest(9)).extracting(Event::kind).contains(EventKind.REVEAL);
  }

  @Test
  void D8_a_second_vault_is_refused() {
    engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    refused(Code.CONFLICT, () -> engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "x"))));
    assertThat(keyFile.secrets).hasSize(1);
  }

  @Test
  void a_vault_that_cannot_be_created_leaves_nothing_behind() {
    refused(
        Code.USAGE,
        () -> engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "ci"), phraseSlot("short"))));
    assertThat(keyFile.secrets).isEmpty();
    assertThat(file.exists()).isFalse();
  }

  @Test
  void a_broken_source_does_not_keep_another_slot_from_opening() {
    engine()
        .vault()
        .create(List.of(slot(SlotKind.KEY_FILE, "ci"), phraseSlot("correct horse battery")));
    keyFile.failure = new KeymasterException(Code.LOCKED, "key file is gone", "look for it");
    phrase.typed = "correct horse battery";
    assertThat(engine().vault().unlock().kind()).isEqualTo(SlotKind.PASSPHRASE);
    phrase.typed = "wrong horse battery";
    KeymasterException locked = refused(Code.LOCKED, () -> engine().keys().list(Selection.ALL));
    assertThat(locked).hasMessage("key file is gone; wrong passphrase");
    assertThat(locked.hint()).isEqualTo("look for it");
  }

  @Test
  void D9_a_key_file_slot_opens_with_the_same_bytes_in_the_environment() {
    engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    byte[] moved = keyFile.secrets.remove("ci");
    environment.always = moved;
    assertThat(engine().vault().unlock().kind()).isEqualTo(SlotKind.KEY_FILE);
  }

  @Test
  void status_needs_no_secret() {
    engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    keyFile.secrets.clear();
    VaultStatus status = engine().vault().status();
    assertThat(status.exists()).isTrue();
    assertThat(status.slots()).extracting(Slot::label).containsExactly("ci");
    assertThat(status.id()).hasSize(32);
  }

  @Test
  void slots_come_and_go_with_their_secrets() {
    LocalEngine engine = engine();
    engine.vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    AddedSlot paper = engine.vault().addSlot(slot(SlotKind.RECOVERY, "paper"));
    assertThat(paper.showOnce()).isNotNull().extracting(Secret::length).isEqualTo(44);
    refused(Code.NOT_FOUND, () -> engine.vault().removeSlot("nothing"));
    assertThat(engine.vault().removeSlot("ci").kind()).isEqualTo(SlotKind.KEY_FILE);
    assertThat(keyFile.secrets).isEmpty();
    refused(Code.CONFLICT, () -> engine.vault().removeSlot("paper"));
  }

  @Test
  void a_changed_passphrase_replaces_the_old_one() {
    LocalEngine engine = engine();
    engine.vault().create(List.of(phraseSlot("correct horse battery")));
    Slot changed = engine.vault().changePassphrase("", secret("another horse battery"));
    assertThat(changed.kdfWords()).isEqualTo("argon2id m=64MiB t=3 p=1");
    phrase.typed = "correct horse battery";
    refused(Code.LOCKED, () -> engine().vault().unlock());
    phrase.typed = "another horse battery";
    assertThat(engine().vault().unlock().label()).isEqualTo("mine");
  }

  @Test
  void rekeying_drops_slots_whose_secret_is_not_at_hand() {
    LocalEngine engine = engine();
    engine
        .vault()
        .create(List.of(slot(SlotKind.KEY_FILE, "ci"), phraseSlot("correct horse battery")));
    engine.keys().store(List.of(key("sk-canary-1")));
    assertThat(engine.vault().rekey()).extracting(Slot::label).containsExactly("mine");
    assertThat(value(engine)).isEqualTo("sk-canary-1");
    assertThat(value(engine())).isEqualTo("sk-canary-1");
    assertThat(engine().vault().verify().findings()).isEmpty();
  }

  @Test
  void many_callers_share_one_open_vault_and_each_is_recorded_by_name() {
    LocalEngine owner = engine();
    owner.vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    owner.keys().store(List.of(key("sk-canary-1")));
    try (LocalEngine make = owner.as(new Caller(1, 77, "make"))) {
      assertThat(value(make)).isEqualTo("sk-canary-1");
    }
    assertThat(value(owner.as(new Caller(1, 78, "sh")))).isEqualTo("sk-canary-1");
    assertThat(owner.log().newest(2))
        .extracting(event -> event.caller().program())
        .containsExactly("make", "sh");
  }

  @Test
  void an_engine_without_sources_opens_by_a_proven_slot_alone() {
    engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    LocalEngine agent = engineOf(List.of());
    assertThat(refused(Code.LOCKED, () -> agent.keys().list(Selection.ALL)).hint())
        .isEqualTo("keymaster unlock");
    String slot = agent.vault().status().slots().getFirst().id();
    assertThat(agent.unlock(slot, secret("not the right secret of 32 bytes"))).isEmpty();
    assertThat(agent.unlockedAt()).isEmpty();
    refused(Code.NOT_FOUND, () -> agent.unlock("00", secret("x")));
    try (Secret right = kept("ci")) {
      assertThat(agent.unlock(slot, right)).get().extracting(Slot::label).isEqualTo("ci");
      assertThat(agent.keys().list(Selection.ALL)).isEmpty();
      assertThat(agent.unlock(slot, right)).as("proven anew").isPresent();
    }
    assertThat(agent.unlock(slot, secret("not the right secret of 32 bytes"))).isEmpty();
    assertThat(agent.unlockedAt()).isPresent();
    assertThat(agent.keys().list(Selection.ALL)).isEmpty();
  }

  @Test
  void a_vault_file_that_another_took_the_place_of_is_not_used_any_more() {
    LocalEngine owner = engine();
    owner.vault().create(List.of(slot(SlotKind.KEY_FILE, "ci")));
    LocalEngine agent = engineOf(List.of());
    try (Secret right = kept("ci")) {
      agent.unlock(agent.vault().status().slots().getFirst().id(), right);
    }
    assertThat(agent.unlockedAt()).isPresent();
    file.discard();
    engine().vault().create(List.of(slot(SlotKind.KEY_FILE, "other")));
    assertThat(agent.unlockedAt()).isEmpty();
    refused(Code.LOCKED, () -> agent.keys().list(Selection.ALL));
  }
}

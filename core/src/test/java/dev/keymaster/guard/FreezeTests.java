package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.PROD;
import static dev.keymaster.guard.OpenVault.SHOWN;
import static dev.keymaster.guard.OpenVault.name;
import static dev.keymaster.guard.OpenVault.refused;
import static dev.keymaster.guard.OpenVault.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.FactorKind;
import dev.keymaster.model.Freeze;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ProfileName;
import dev.keymaster.model.Release;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.policy.Operation;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** G9: while a freeze lies in the vault, no value that it covers leaves it. */
class FreezeTests {
  private static final Release DELIVERED = new Release(EventKind.DELIVER, "program");
  private static final Release VERIFIED = new Release(EventKind.VERIFY, "");
  private static final KeyRef REF = new KeyRef(DEV, name("a"));

  private final OpenVault open = new OpenVault();

  @BeforeEach
  void a_key() {
    open.guard.store(
        List.of(OpenVault.key(DEV, "a", "sk-canary-0a", NewKey.Mode.CREATE)), EventKind.STORE);
  }

  private static void release(Guard guard, Release how) {
    guard.release(List.of(REF), how).forEach(dev.keymaster.model.Released::close);
  }

  @Test
  void G9_nothing_leaves_whoever_asks_and_after_a_restart_too() {
    open.guard.freeze().begin(Set.of());
    Guard next = open.reopen();
    for (Guard guard : List.of(open.guard, next)) {
      refused(Code.DENIED, () -> release(guard, SHOWN));
      refused(Code.DENIED, () -> release(guard, DELIVERED));
      Secret passphrase = secret("correct horse battery staple");
      refused(
          Code.DENIED,
          () -> guard.backup(open.ports, Selection.ALL, passphrase, new ByteArrayOutputStream()));
    }
    assertThatThrownBy(() -> release(next, SHOWN))
        .hasMessageStartingWith("reveal of km://dev/a is refused: all keys are frozen since ")
        .extracting(e -> ((KeymasterException) e).hint())
        .asString()
        .startsWith("keymaster panic --end");
    assertThat(next.verify().findings()).isEmpty();
  }

  @Test
  void G9_who_was_refused_and_who_froze_is_in_the_log() {
    open.guard.freeze().begin(Set.of());
    refused(Code.DENIED, () -> release(open.guard, SHOWN));
    assertThat(open.guard.newest(2))
        .extracting(Event::kind)
        .containsExactly(EventKind.FREEZE, EventKind.DENIED);
  }

  @Test
  void G9_everything_but_releases_goes_on() {
    open.guard.freeze().begin(Set.of());
    release(open.guard, VERIFIED);
    assertThat(open.guard.list(Selection.ALL)).hasSize(1);
    open.guard.store(
        List.of(OpenVault.key(PROD, "b", "sk-canary-0b", NewKey.Mode.CREATE)), EventKind.STORE);
    open.guard.remove(PROD, name("b"));
  }

  @Test
  void G9_a_freeze_of_some_services_grows_and_never_shrinks() {
    ServiceName stripe = new ServiceName("stripe");
    ServiceName openai = new ServiceName("openai");
    Freeze first = open.guard.freeze().begin(Set.of(stripe));
    release(open.guard, SHOWN);
    assertThat(open.guard.freeze().begin(Set.of(openai)))
        .isEqualTo(new Freeze(first.since(), Set.of(openai, stripe)));
    refused(Code.DENIED, () -> release(open.guard, SHOWN));
    open.guard.freeze().begin(Set.of());
    assertThat(open.guard.freeze().begin(Set.of(stripe)).services()).isEmpty();
  }

  @Test
  void G9_it_ends_with_the_passphrase_where_there_is_one() {
    refused(Code.CONFLICT, () -> open.guard.freeze().end(true, commit -> {}));
    NewSlot typed =
        new NewSlot(
            SlotKind.PASSPHRASE,
            "mine",
            secret("correct horse battery staple"),
            NewSlot.Kdf.ARGON2ID);
    open.guard.addSlot(Guard.name(open.ports, typed));
    open.guard.freeze().begin(Set.of());
    refused(Code.LOCKED, () -> open.guard.freeze().end(false, commit -> {}));
    refused(Code.DENIED, () -> release(open.guard, SHOWN));
    open.guard.freeze().end(true, commit -> {});
    release(open.guard, SHOWN);
    assertThat(open.guard.freeze().state()).isEmpty();
  }

  @Test
  void G9_without_a_passphrase_it_ends_with_the_vault_opened_just_now() {
    open.guard.freeze().begin(Set.of());
    open.reopen().freeze().end(false, commit -> {});
    release(open.guard, SHOWN);
  }

  @Test
  void G9_attack_a_key_of_a_frozen_service_is_not_passed_off_as_one_of_another() {
    ServiceName stripe = new ServiceName("stripe");
    open.guard.freeze().begin(Set.of(new ServiceName("openai")));
    refused(Code.DENIED, () -> open.guard.edit(DEV, name("a"), Edits.service(stripe)));
    NewKey another =
        new NewKey(
            DEV,
            name("a"),
            secret("sk-canary-0b"),
            KeyDetails.of(stripe),
            "sk-…",
            NewKey.Mode.UPSERT);
    refused(Code.DENIED, () -> open.guard.store(List.of(another), EventKind.STORE));
    refused(Code.DENIED, () -> release(open.guard, SHOWN));
    assertThat(open.guard.edit(DEV, name("a"), Edits.note("stolen")).details().note())
        .isEqualTo("stolen");
  }

  @Test
  void G9_a_key_that_a_profile_names_goes_while_another_service_is_frozen() {
    NewKey another =
        new NewKey(
            DEV,
            name("free"),
            secret("sk-canary-0c"),
            KeyDetails.of(new ServiceName("stripe")),
            "sk-…",
            NewKey.Mode.CREATE);
    open.guard.store(List.of(another), EventKind.STORE);
    ProfileKey said = new ProfileKey(name("free"), DEV, null, null, null, 0, 0);
    open.guard
        .profiles()
        .put(null, new Profile(new ProfileName("p"), "", List.of(), List.of(said)));
    open.guard.freeze().begin(Set.of(new ServiceName("openai")));
    open.guard.remove(DEV, name("free"));
    refused(Code.NOT_FOUND, () -> open.guard.show(DEV, name("free")));
  }

  @Test
  void G9_attack_nobody_chooses_under_a_freeze_what_ends_it() {
    NewSlot typed =
        new NewSlot(
            SlotKind.PASSPHRASE, "thief's", secret("four words of a thief"), NewSlot.Kdf.ARGON2ID);
    NamedSlot own = Guard.name(open.ports, typed);
    open.guard.freeze().begin(Set.of(new ServiceName("stripe")));
    refused(Code.DENIED, () -> open.guard.addSlot(own));
    refused(Code.DENIED, () -> open.guard.replaceSlot(open.slot.slot(), own));
    refused(Code.DENIED, () -> open.guard.removeSlot(open.slot.slot()));
    refused(Code.DENIED, () -> open.guard.rekey(List.of(open.slot)));
    refused(Code.DENIED, () -> open.guard.access().enroll(FactorKind.TOTP, "thief's"));
    open.guard.freeze().end(false, commit -> {});
    open.guard.addSlot(own);
  }

  @Test
  void what_lets_values_out_is_stopped_and_nothing_else() {
    assertThat(java.util.Arrays.stream(Operation.values()).filter(Operation::releases))
        .containsExactly(
            Operation.REVEAL,
            Operation.DELIVER,
            Operation.BACKUP,
            Operation.EXPORT,
            Operation.MINT,
            Operation.HOOK);
  }
}

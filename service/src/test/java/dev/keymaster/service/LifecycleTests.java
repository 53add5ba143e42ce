package dev.keymaster.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Verified;
import dev.keymaster.model.Verified.Outcome;
import dev.keymaster.providers.Vendors;
import dev.keymaster.standin.Fault;
import dev.keymaster.standin.StandIn;
import dev.keymaster.testkit.NoHeight;
import dev.keymaster.web.Pauses;
import dev.keymaster.web.Proxies;
import dev.keymaster.web.Trust;
import dev.keymaster.web.WebClient;
import dev.keymaster.web.WebSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys at their providers, against a provider that is played. */
@SuppressWarnings("NullAway.Init") // set before each test
class LifecycleTests {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final EnvironmentName DEV = EnvironmentName.DEFAULT;

  private StandIn standIn;
  private LocalEngine engine;

  @BeforeEach
  void open() throws IOException {
    standIn = StandIn.openrouter();
    SecureRandom random = new SecureRandom();
    engine =
        new LocalEngine(
                new MemoryFile(),
                new NoHeight(),
                random::nextBytes,
                () -> NOW,
                new Caller(1, 2, "tests"),
                List.of(new KeptSecrets(SlotKind.KEY_FILE)))
            .reaching(LifecycleTests::vendors);
    engine.vault().create(List.of(new NewSlot(SlotKind.KEY_FILE, "x", null, NewSlot.Kdf.ARGON2ID)));
  }

  @AfterEach
  void close() {
    engine.close();
    standIn.close();
  }

  private static Vendors vendors() {
    Duration limit = Duration.ofSeconds(20);
    WebSettings settings =
        new WebSettings(limit, limit, limit, 2, 1 << 20, Trust.system(), Proxies.NONE);
    Pauses pauses = new Pauses(() -> NOW, pause -> {}, RandomGenerator.of("Random"));
    return new Vendors(
        Catalogue.builtin(), service -> "", new WebClient(settings, pauses), () -> NOW);
  }

  private KeyRef store(String name, String service, Secret value) {
    engine
        .keys()
        .store(
            List.of(
                new NewKey(
                    DEV,
                    new KeyName(name),
                    value,
                    KeyDetails.of(new ServiceName(service)),
                    "…",
                    NewKey.Mode.CREATE)));
    return new KeyRef(DEV, new KeyName(name));
  }

  private static Secret wrong() {
    return Secret.copyOf("sk-canary-0123".getBytes(UTF_8));
  }

  private List<Verified> verify(KeyRef... refs) {
    return engine
        .lifecycle()
        .verify(List.of(refs), Map.of("openrouter", standIn.baseUrl().toString()));
  }

  private void status(KeyRef ref, KeyStatus status) {
    engine.keys().edit(ref.environment(), ref.name(), KeyEdit.status(status));
  }

  @Test
  void keys_are_good_bad_or_not_to_be_known_in_the_order_they_were_named() {
    KeyRef good = store("good", "openrouter", standIn.key());
    KeyRef bad = store("bad", "openrouter", wrong());
    KeyRef own = store("own", "custom", wrong());
    KeyRef asleep = store("asleep", "openrouter", wrong());
    status(asleep, KeyStatus.INACTIVE);
    List<Verified> verified = verify(good, bad, own, asleep);
    assertThat(verified).extracting(Verified::ref).containsExactly(good, bad, own, asleep);
    assertThat(verified)
        .extracting(Verified::outcome)
        .containsExactly(Outcome.VALID, Outcome.INVALID, Outcome.UNKNOWN, Outcome.UNKNOWN);
    assertThat(verified).extracting(Verified::asked).containsExactly(true, true, false, false);
    assertThat(standIn.journal()).hasSize(2);
  }

  @Test
  void G9_a_freeze_ends_with_the_right_passphrase_alone() {
    String words = "correct horse battery staple";
    NewSlot typed = new NewSlot(SlotKind.PASSPHRASE, "mine", secret(words), NewSlot.Kdf.ARGON2ID);
    NamedSlot slot = Guard.name(engine.ports(), typed);
    engine.addSlot(slot.slot(), slot.secret());
    engine.emergency().begin(Set.of());
    assertThatThrownBy(() -> engine.emergency().end(null)).hasMessageContaining("passphrase");
    assertThatThrownBy(() -> engine.emergency().end(secret("another horse battery staple")))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.LOCKED));
    assertThat(engine.emergency().freeze()).isPresent();
    engine.emergency().end(secret(words));
    assertThat(engine.emergency().freeze()).isEmpty();
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  @Test
  void trouble_leaves_a_key_unknown_and_as_it_was() {
    KeyRef good = store("good", "openrouter", standIn.key());
    standIn.fail(StandIn.ANY, 9, Fault.status(500));
    assertThat(verify(good)).extracting(Verified::outcome).containsExactly(Outcome.UNKNOWN);
    assertThat(engine.keys().show(DEV, good.name()).details().status()).isEqualTo(KeyStatus.ACTIVE);
  }

  @Test
  void a_value_is_recorded_as_revealed_if_it_goes_anywhere_but_to_its_provider() {
    KeyRef good = store("good", "openrouter", standIn.key());
    verify(good);
    Event last = engine.log().newest(1).getFirst();
    assertThat(last.kind()).isEqualTo(EventKind.REVEAL);
    assertThat(last.detail()).isEqualTo("verified at " + standIn.baseUrl().getAuthority());
  }

  @Test
  void a_value_is_recorded_before_it_is_sent_to_its_own_provider() {
    KeyRef key = store("key", "openrouter", wrong());
    LocalEngine nowhere =
        engine.reaching(() ->
            new Vendors(
                Catalogue.builtin(),
                service -> "",
                new WebClient(
                    new WebSettings(
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(9),
                        Duration.ZERO,
                        1,
                        9,
                        Trust.system(),
                        Proxies.of(Map.of("HTTPS_PROXY", "http://127.0.0.1:1"))),
                    Pauses.system()),
                () -> NOW));
    List<Verified> verified = nowhere.lifecycle().verify(List.of(key), Map.of());
    assertThat(verified).extracting(Verified::outcome).containsExactly(Outcome.UNKNOWN);
    Event last = engine.log().newest(1).getFirst();
    assertThat(last.kind()).isEqualTo(EventKind.VERIFY);
    assertThat(last.subject()).isEqualTo("km://dev/key#1");
    assertThat(last.detail()).isEqualTo("verified at openrouter.ai");
  }

  @Test
  void a_single_key_that_may_not_be_sent_fails_the_request() {
    KeyRef asleep = store("asleep", "openrouter", wrong());
    status(asleep, KeyStatus.INACTIVE);
    assertThatThrownBy(() -> verify(asleep))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.DENIED));
    assertThat(standIn.journal()).isEmpty();
  }

  @Test
  void many_keys_are_asked_for_at_once_and_each_has_its_own_answer() {
    KeyRef[] refs =
        IntStream.range(0, 24)
            .mapToObj(i -> store("key" + i, "openrouter", i % 2 == 0 ? standIn.key() : wrong()))
            .toArray(KeyRef[]::new);
    List<Verified> verified = verify(refs);
    assertThat(verified).extracting(Verified::ref).containsExactly(refs);
    assertThat(verified.stream().map(Verified::outcome))
        .containsExactlyElementsOf(
            Stream.generate(() -> List.of(Outcome.VALID, Outcome.INVALID))
                .flatMap(List::stream)
                .limit(24)
                .toList());
  }
}

package dev.keymaster.agent;

import static dev.keymaster.agent.RunningAgent.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.AccessQuery;
import dev.keymaster.model.AddedAlert;
import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.AlertRule;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventFilter;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.service.LocalEngine;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.RemoteEngine;
import dev.keymaster.wire.Vault;
import dev.keymaster.wire.VaultCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots, keys, backups, log, report and alerts of a vault that an agent holds open. */
final class AgentVaultTests {
  private static final KeyName NAME = new KeyName("openai");
  private static final KeyRef REF = new KeyRef(EnvironmentName.DEFAULT, NAME);
  private static final String PHRASE = "correct horse battery staple";
  private static final String OTHER = "another battery for the horse";

  private final RunningAgent running;
  private final RemoteEngine engine;
  private final Vault vault;

  AgentVaultTests(@TempDir Path runtime) throws IOException {
    running = new RunningAgent(runtime);
    engine = running.engine();
    vault = engine.vault();
  }

  @BeforeEach
  void a_key() {
    engine.keys().store(List.of(key("sk-canary-1")));
  }

  @AfterEach
  void close() {
    engine.close();
    running.close();
  }

  private static NewKey key(String value) {
    KeyDetails details = KeyDetails.of(new ServiceName("openai"));
    return new NewKey(
        EnvironmentName.DEFAULT, NAME, secret(value), details, "sk-…1", NewKey.Mode.UPSERT);
  }

  private static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  private String value() {
    Release shown = new Release(EventKind.REVEAL, "");
    try (Released released = engine.keys().release(List.of(REF), shown).getFirst()) {
      return new String(released.value().reveal(), UTF_8);
    }
  }

  private Slot withPassphrase() {
    NewSlot slot = new NewSlot(SlotKind.PASSPHRASE, "mine", secret(PHRASE), NewSlot.Kdf.PBKDF2);
    return vault.addSlot(slot).slot();
  }

  private boolean opens(Slot slot, String phrase) throws IOException {
    try (AgentClient client = running.client();
        Secret secret = secret(phrase)) {
      byte[] answer = client.send("POST", "/v1/unlock", new Pairs().add(slot.id(), secret)).body();
      return !new String(answer, UTF_8).equals("{\"slot\":null}");
    }
  }

  @Test
  void a_slot_is_added_and_removed_by_the_agent_and_its_secret_is_kept_here() {
    assertThat(vault.unlock().kind()).isEqualTo(SlotKind.KEY_FILE);
    AddedSlot added =
        vault.addSlot(new NewSlot(SlotKind.KEY_FILE, "second", null, NewSlot.Kdf.ARGON2ID));
    assertThat(added.slot().label()).isEqualTo("second");
    assertThat(running.keyFile.secrets).containsKey("second");
    assertThat(vault.status().slots()).hasSize(2);
    assertThat(vault.removeSlot("second")).isEqualTo(added.slot());
    assertThat(running.keyFile.secrets).doesNotContainKey("second");
    assertThat(vault.addSlot(new NewSlot(SlotKind.RECOVERY, "paper", null, NewSlot.Kdf.ARGON2ID)))
        .satisfies(paper -> assertThat(paper.showOnce()).isNotNull());
    refused(Code.NOT_FOUND, () -> vault.removeSlot("no such slot ü"));
  }

  @Test
  void a_slot_that_is_none_is_refused_and_its_secret_forgotten() throws IOException {
    refused(
        Code.USAGE,
        () ->
            vault.addSlot(
                new NewSlot(SlotKind.KEY_FILE, "x".repeat(300), null, NewSlot.Kdf.ARGON2ID)));
    assertThat(running.keyFile.secrets).hasSize(1);
    Slot weak = withPassphrase();
    try (AgentClient client = running.client()) {
      for (String phrase : List.of("", "short", "password1234")) {
        byte[] about = VaultCodec.slot(weak).bytes();
        Pairs pairs = new Pairs().add("about", about).add("secret", phrase.getBytes(UTF_8));
        refused(Code.USAGE, () -> client.send("POST", "/v1/slots", pairs));
      }
    }
  }

  @Test
  void after_a_new_passphrase_the_agent_goes_on_and_the_next_unlock_wants_the_new_one()
      throws IOException {
    Slot slot = withPassphrase();
    assertThat(opens(slot, PHRASE)).as("now it is open by the passphrase").isTrue();
    Slot changed = vault.changePassphrase("", secret(OTHER));
    assertThat(value()).isEqualTo("sk-canary-1");
    assertThat(opens(changed, PHRASE)).isFalse();
    assertThat(opens(changed, OTHER)).isTrue();
    refused(Code.USAGE, () -> vault.changePassphrase("mine", secret("short")));
  }

  @Test
  void what_is_open_is_handed_over_though_the_slot_that_opened_it_has_gone() throws IOException {
    Slot slot = withPassphrase();
    assertThat(opens(slot, PHRASE)).isTrue();
    vault.changePassphrase("", secret(OTHER));
    try (LocalEngine next = running.resident()) {
      HandOver.take(HandOver.of(running.serving, Instant.MAX), next);
      assertThat(next.keys().list(Selection.ALL)).hasSize(1);
    }
  }

  @Test
  void after_re_keying_by_the_agent_it_goes_on_with_the_new_keys() throws IOException {
    vault.addSlot(new NewSlot(SlotKind.RECOVERY, "paper", null, NewSlot.Kdf.ARGON2ID));
    assertThat(vault.rekey()).extracting(Slot::label).containsExactly("paper");
    assertThat(value()).isEqualTo("sk-canary-1");
    engine.keys().store(List.of(key("sk-canary-2")));
    assertThat(value()).isEqualTo("sk-canary-2");
    assertThat(running.agent.ending()).isFalse();
    assertThat(vault.verify().findings()).isEmpty();
    try (RemoteEngine anew = running.engine()) {
      assertThat(anew.unlock().label()).isEqualTo("ci");
    }
    assertThat(running.resident().unlockedAt()).isEmpty();
  }

  @Test
  void a_re_keying_that_would_keep_no_slot_is_refused() throws IOException {
    Map<String, byte[]> away = new HashMap<>(running.keyFile.secrets);
    running.keyFile.secrets.clear();
    refused(Code.CONFLICT, vault::rekey);
    running.keyFile.secrets.putAll(away);
    assertThat(value()).isEqualTo("sk-canary-1");
  }

  @Test
  void a_backup_is_made_and_brought_back_by_the_agent() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(vault.backup(Selection.ALL, secret(PHRASE), file)).isEqualTo(1);
    engine.keys().remove(EnvironmentName.DEFAULT, NAME);
    refused(Code.LOCKED, () -> restore(file, OTHER));
    assertThat(restore(file, PHRASE)).isEqualTo(new RestoreReport(1, 0, 0));
    assertThat(value()).isEqualTo("sk-canary-1");
    refused(Code.USAGE, () -> vault.backup(Selection.ALL, secret("short"), file));
    assertThat(vault.copies()).as("nothing keeps copies here").isEmpty();
    refused(Code.NOT_FOUND, () -> vault.restoreCopy("0123", Selection.ALL));
    vault.acceptOlder();
  }

  private RestoreReport restore(ByteArrayOutputStream file, String phrase) {
    return vault.restore(
        Selection.ALL, secret(phrase), new ByteArrayInputStream(file.toByteArray()));
  }

  @Test
  void a_backup_that_no_request_can_hold_is_made_and_brought_back_by_the_command() {
    for (int i = 0; i < 5; i++) {
      KeyDetails details = KeyDetails.of(new ServiceName("openai"));
      Secret large = Secret.copyOf(new byte[1 << 20]);
      KeyName name = new KeyName("large" + i);
      engine
          .keys()
          .store(
              List.of(
                  new NewKey(
                      EnvironmentName.DEFAULT, name, large, details, "", NewKey.Mode.CREATE)));
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    assertThat(vault.backup(Selection.ALL, secret(PHRASE), file)).isEqualTo(6);
    assertThat(file.size()).isGreaterThan(5 << 20);
    assertThat(restore(file, PHRASE)).isEqualTo(new RestoreReport(0, 0, 6));
  }

  @Test
  void the_log_is_filtered_hashed_and_pruned_by_the_agent() {
    value();
    Set<EventKind> reveal = Set.of(EventKind.REVEAL);
    EventFilter filter =
        new EventFilter(null, null, reveal, "dev", "openai", "peer", null, 0, 20_000);
    assertThat(engine.log().events(filter))
        .extracting(Event::kind)
        .containsExactly(EventKind.REVEAL);
    assertThat(engine.log().pseudonymous(filter).getFirst().subject()).doesNotContain("openai");
    long number = engine.log().events(filter).getFirst().number();
    assertThat(engine.log().events(filter.before(number))).isEmpty();
    assertThat(engine.log().newest(2)).hasSize(2);
    assertThat(engine.log().prune(null, null).minimum()).isEqualTo(90);
    refused(Code.USAGE, () -> engine.log().prune(1, null));
  }

  @Test
  void a_report_is_made_by_the_agent() {
    value();
    AccessQuery query = new AccessQuery(Instant.EPOCH, ZoneOffset.UTC, null, null, null);
    assertThat(engine.reports().accesses(query).totals().accesses()).isEqualTo(1);
    assertThat(engine.reports().accesses(query).week()).hasSize(168);
  }

  @Test
  void alerts_are_kept_and_tried_by_the_agent() {
    AlertTarget hook = AlertTarget.Webhook.parse("https://alerts.example/T0/canary-path");
    AlertTarget program = new AlertTarget.Command(List.of("/bin/true", "x"));
    AlertRule rule =
        new AlertRule(
            "mine",
            Set.of(EventKind.REVEAL),
            "prod",
            null,
            null,
            new AlertRule.Burst(20, java.time.Duration.ofMinutes(1)),
            false,
            false,
            List.of(hook, program));
    AddedAlert added = engine.alerts().add(rule, true);
    assertThat(added.signingKey()).isNotNull();
    assertThat(engine.alerts().rules()).contains(rule);
    assertThat(engine.alerts().waiting()).isZero();
    assertThat(engine.alerts().test("mine"))
        .extracting(trial -> trial.target())
        .containsExactly("webhook alerts.example", "command /bin/true");
    engine.alerts().remove("mine");
    refused(Code.NOT_FOUND, () -> engine.alerts().remove("mine"));
    refused(Code.NOT_FOUND, () -> engine.alerts().test("mine"));
  }
}

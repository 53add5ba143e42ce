package dev.keymaster.guard;

import static dev.keymaster.guard.SteadyVault.AGENT;
import static dev.keymaster.guard.SteadyVault.DELIVER;
import static dev.keymaster.guard.SteadyVault.DEV;
import static dev.keymaster.guard.SteadyVault.PERSON;
import static dev.keymaster.guard.SteadyVault.PROD;
import static dev.keymaster.guard.SteadyVault.SCRIPT;
import static dev.keymaster.guard.SteadyVault.refused;
import static dev.keymaster.guard.SteadyVault.release;
import static dev.keymaster.guard.SteadyVault.reveal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.PendingApproval;
import dev.keymaster.model.PolicyQuestion;
import dev.keymaster.model.Reserved;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.VersionState;
import dev.keymaster.policy.DefaultPolicy;
import dev.keymaster.testkit.StoreContents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ways round the policy that somebody tried. */
class RoundaboutTests {
  private static final Instant LATER = Instant.parse("2126-01-01T00:00:00Z");

  private final SteadyVault open = new SteadyVault();
  private final Guard guard = open.guard;

  @Test
  void ST1_a_coding_agent_proves_no_person_by_a_key_file_that_lies_there() {
    Guard unlocked = open.reopen(AGENT);
    guard.provenBy(unlocked);
    for (Guard asked : List.of(unlocked, guard.as(AGENT))) {
      var refusal = refused(Code.PROOF_NEEDED, () -> release(asked, PROD, DELIVER));
      assertThat(refusal.hint()).doesNotContain("keymaster unlock");
    }
    assertThat(release(open.reopen(SCRIPT), PROD, DELIVER)).isEqualTo("sk-canary-openai");
  }

  @Test
  void G6_attack_a_coding_agent_orders_no_key_by_rotating_one_that_nobody_made() {
    Guard agent = guard.as(AGENT);
    KeyRef stored = new KeyRef(DEV, OpenVault.name("openai"));
    AtomicInteger orders = new AtomicInteger();
    var asked =
        refused(
            Code.APPROVAL_NEEDED,
            () -> agent.lifecycle().beginRotation(stored, commit -> orders.incrementAndGet()));
    assertThat(asked.getMessage()).startsWith("mint of km://dev/openai");
    guard.lifecycle().beginRotation(stored, commit -> orders.incrementAndGet());
    made(stored);
    agent.lifecycle().beginRotation(stored, commit -> orders.incrementAndGet());
    assertThat(orders).hasValue(2);
  }

  @Test
  void G3_a_coding_agent_gets_the_key_for_a_program_that_a_person_allowed_and_no_other() {
    refused(Code.APPROVAL_NEEDED, () -> lent("openai", "run-1", "5 USD"));
    PendingApproval asked = guard.access().approvals().getFirst();
    assertThat(asked.request())
        .isEqualTo("mint of a key of openai for one program (lifetime 1h, limit 5 USD)");
    guard.access().answer(asked.id(), true, true);
    refused(Code.APPROVAL_NEEDED, () -> lent("stripe", "run-2", "5 USD"));
    refused(Code.APPROVAL_NEEDED, () -> lent("openai", "run-2", "500 USD"));
    assertThat(lent("openai", "run-3", "5 USD")).isEqualTo("run-3");
    refused(Code.APPROVAL_NEEDED, () -> lent("openai", "run-4", "5 USD"));
  }

  private String lent(String service, String name, String limit) {
    Map<String, String> terms = Map.of("mint.limit", limit, "mint.lifetime", "PT1H");
    KeyRef ref = new KeyRef(Reserved.CHILDREN, OpenVault.name(name));
    return guard
        .as(AGENT)
        .lifecycle()
        .beginOrder(ref, new ServiceName(service), terms, commit -> name);
  }

  /** Its provider made the version that is handed out. */
  private void made(KeyRef ref) {
    Issued issued = new Issued(new ServiceName("openai"), Map.of("id", "1"), Issued.State.LIVE);
    guard.lifecycle().proceed(commit -> commit.issued(ref, 1, issued));
  }

  @Test
  void G6_attack_a_coding_agent_orders_no_other_key_by_what_is_said_of_one() {
    Guard agent = guard.as(AGENT);
    var name = OpenVault.name("openai");
    KeyEdit dearer = Edits.metadata(Map.of("mint.limit", "1000000 USD"));
    refused(Code.APPROVAL_NEEDED, () -> agent.edit(DEV, name, dearer));
    NewKey replaced =
        new NewKey(
            DEV,
            name,
            SteadyVault.text("sk-canary-mine"),
            dearer.applyTo(KeyDetails.of(new ServiceName("openai"))),
            "sk-…",
            NewKey.Mode.UPSERT);
    refused(Code.APPROVAL_NEEDED, () -> agent.store(List.of(replaced), EventKind.STORE));
    assertThat(guard.show(DEV, name).details().terms()).isEmpty();
    agent.edit(DEV, name, Edits.metadata(Map.of("team", "red")));
    guard.edit(DEV, name, dearer);
  }

  @Test
  void G6_attack_a_coding_agent_brings_no_key_of_which_it_says_that_its_provider_made_it() {
    Guard agent = guard.as(AGENT);
    Issued claimed = new Issued(new ServiceName("openai"), Map.of("id", "1"), Issued.State.LIVE);
    var asked =
        refused(Code.APPROVAL_NEEDED, () -> agent.bring(List.of(brought("forged", claimed))));
    assertThat(asked.getMessage()).startsWith("mint of km://dev/forged");
    refused(Code.NOT_FOUND, () -> guard.show(DEV, OpenVault.name("forged")));
    agent.bring(List.of(brought("plain", null)));
    assertThat(guard.bring(List.of(brought("forged", claimed)))).hasSize(1);
  }

  @Test
  void G6_attack_no_key_is_brought_that_says_it_is_another_ones_at_the_provider() {
    guard.bring(List.of(brought("mine", claim("id", "1", "project", "p"))));
    for (Issued claimed :
        List.of(
            claim("id", "1", "project", "p").in(Issued.State.REVOKED),
            claim("id", "1"),
            claim("id", "1", "project", "P"),
            claim("id", "1", "project", "p", "more", "x"))) {
      var told = refused(Code.CONFLICT, () -> guard.bring(List.of(brought("forged", claimed))));
      assertThat(told.getMessage()).contains("km://dev/forged", "km://dev/mine");
    }
    Brought one = brought("one", claim("id", "3"));
    Brought same = brought("same", claim("id", "3"));
    refused(Code.CONFLICT, () -> guard.bring(List.of(one, same)));
    refused(Code.NOT_FOUND, () -> guard.show(DEV, OpenVault.name("forged")));
    guard.bring(List.of(brought("team", claim("team", "t1", "key", "k-123"))));
    refused(
        Code.CONFLICT,
        () -> guard.bring(List.of(brought("moved", claim("team", "t2", "key", "K-123")))));
    guard.bring(List.of(brought("azure", claim("account", "a", "key", "1"))));
    guard.bring(List.of(brought("azure2", claim("account", "b", "key", "1"))));
    guard.bring(List.of(brought("other", claim("id", "2", "project", "p"))));
  }

  private static Issued claim(String... parts) {
    Map<String, String> id = new TreeMap<>();
    for (int i = 0; i < parts.length; i += 2) {
      id.put(parts[i], parts[i + 1]);
    }
    return new Issued(new ServiceName("openai"), id, Issued.State.LIVE);
  }

  @Test
  void G4_attack_a_key_that_is_brought_from_the_future_grows_old_all_the_same() {
    guard.bring(List.of(brought("early", null)));
    assertThat(guard.show(DEV, OpenVault.name("early")).versions().getFirst().created())
        .isBefore(LATER);
  }

  private static Brought brought(String name, @Nullable Issued claimed) {
    KeyVersion version = new KeyVersion(1, VersionState.CURRENT, LATER, "sk-…", 9, claimed);
    KeyDetails details = KeyDetails.of(new ServiceName("openai"));
    KeyRecord record =
        new KeyRecord(DEV, OpenVault.name(name), details, LATER, LATER, List.of(version));
    return new Brought(record, List.of(SteadyVault.text("sk-canary")));
  }

  @Test
  void G3_attack_a_term_that_reads_like_a_limit_is_not_taken_for_one() {
    refused(Code.APPROVAL_NEEDED, () -> ordered(Map.of("mint.limit", "5 USD")));
    guard.access().answer(guard.access().approvals().getFirst().id(), true, true);
    for (Map<String, String> unlimited :
        List.of(
            Map.of("mint.a", "1, limit 5 USD"),
            Map.of("mint.limit 5 USD, a", "1"),
            Map.of("mint.limit 5", "USD"))) {
      var asked = refused(Code.APPROVAL_NEEDED, () -> ordered(unlimited));
      assertThat(asked.getMessage()).contains("'").doesNotContain("(limit 5 USD)");
    }
    assertThat(ordered(Map.of("mint.limit", "5 USD"))).isTrue();
  }

  private boolean ordered(Map<String, String> terms) {
    KeyRef ref = new KeyRef(DEV, OpenVault.name("ordered"));
    ServiceName service = new ServiceName("openai");
    return guard.as(AGENT).lifecycle().beginOrder(ref, service, terms, commit -> true);
  }

  @Test
  void a_coding_agent_to_which_a_person_typed_the_passphrase_has_a_proof() {
    NamedSlot typed =
        Guard.name(
            open.ports,
            new NewSlot(
                SlotKind.PASSPHRASE,
                "typed",
                SteadyVault.text("four words nobody knows"),
                NewSlot.Kdf.ARGON2ID));
    guard.addSlot(typed);
    Guard unlocked =
        Guard.locked(open.ports, AGENT)
            .unlock(typed.slot(), SteadyVault.text("four words nobody knows"));
    assertThat(release(Objects.requireNonNull(unlocked), PROD, DELIVER))
        .isEqualTo("sk-canary-openai");
  }

  @Test
  void SA5_who_may_not_accept_an_older_file_does_not_make_this_machine_forget_the_newer_one() {
    StoreContents older = open.memory.contents();
    SteadyVault.store(guard, DEV, "second");
    open.memory.restore(older);
    for (int attempt = 0; attempt < 3; attempt++) {
      refused(Code.PROOF_NEEDED, () -> open.reopen(AGENT).acceptOlder());
      refused(Code.CORRUPT, () -> guard.list(Selection.ALL));
    }
    open.reopen(PERSON).acceptOlder();
    assertThat(guard.list(Selection.ALL)).hasSize(2);
  }

  @Test
  void who_may_not_accept_an_older_file_is_recorded_where_the_file_is_not_older() {
    refused(Code.PROOF_NEEDED, () -> guard.as(AGENT).acceptOlder());
    assertThat(open.last().kind()).isEqualTo(EventKind.DENIED);
    assertThat(open.last().subject()).isEqualTo("restore");
  }

  @Test
  void SU1_reading_the_log_is_no_right_to_erase_of_it() {
    assertThat(guard.as(AGENT).newest(1)).isNotEmpty();
    refused(Code.DENIED, () -> guard.as(AGENT).log().prune(null, null));
    refused(Code.DENIED, () -> guard.as(AGENT).log().prune(null, 36_500));
    assertThat(guard.log().prune(null, null).minimum()).isEqualTo(90);
  }

  @Test
  void who_may_see_nothing_is_told_nothing_of_requests_alerts_and_decisions() {
    guard.access().changePolicy("deny everything for agent\n" + DefaultPolicy.TEXT);
    Guard agent = guard.as(AGENT);
    PolicyQuestion question = new PolicyQuestion("reveal", DEV, OpenVault.name("openai"), null);
    refused(Code.DENIED, () -> agent.access().approvals());
    refused(Code.DENIED, () -> agent.access().explain(question));
    refused(Code.DENIED, () -> agent.alerts().list());
    refused(Code.DENIED, () -> agent.alerts().waiting());
    refused(Code.DENIED, () -> agent.alerts().sample("refused", open.now));
  }

  @Test
  void SL9_a_policy_shows_on_a_terminal_what_is_in_force() {
    String before = guard.access().policy();
    for (String trick : List.of("\u001b[2K", "\u202e", "\u200b", "\u009b2K", "\u0007", "\r")) {
      String text = DefaultPolicy.TEXT + "allow everything # " + trick + "\u00e9 deny\n";
      refused(Code.USAGE, () -> guard.access().changePolicy(text));
      assertThat(guard.access().policy()).isEqualTo(before);
    }
    String plain = (DefaultPolicy.TEXT + "#\tgew\u00f6hnlich").replace("\n", "\r\n");
    guard.access().changePolicy(plain);
    assertThat(guard.access().policy()).isEqualTo(plain);
  }

  @Test
  void a_question_is_not_answered_as_if_it_were_another_one() {
    guard.access().changePolicy("deny everything in prod for script\n" + DefaultPolicy.TEXT);
    var key = OpenVault.name("openai");
    for (String whole : List.of("backup", "restore", "slots", "rekey")) {
      PolicyQuestion ofKey = new PolicyQuestion(whole, PROD, key, "script");
      refused(Code.USAGE, () -> guard.access().explain(ofKey));
    }
    PolicyQuestion ofNone = new PolicyQuestion("reveal", null, null, "script");
    refused(Code.USAGE, () -> guard.access().explain(ofNone));
    PolicyQuestion whole = new PolicyQuestion("restore", null, null, "script");
    assertThat(guard.access().explain(whole).effect()).isEqualTo("allow");
  }

  @Test
  void SL12_what_a_wrong_clock_dated_later_keeps_nobody_out_once_the_clock_is_right() {
    open.pass(Duration.ofDays(3650));
    guard.provenBy(open.reopen(PERSON));
    for (int i = 0; i < 10; i++) {
      reveal(guard, PROD);
    }
    open.pass(Duration.ofDays(-3650));
    guard.provenBy(open.reopen(PERSON));
    refused(Code.DENIED, () -> reveal(guard, PROD));
    open.pass(Duration.ofSeconds(61));
    assertThat(reveal(guard, PROD)).isEqualTo("sk-canary-openai");
  }

  @Test
  void the_beginning_of_an_id_that_two_requests_share_answers_neither() {
    guard.access().changePolicy("ask deliver in dev\n" + DefaultPolicy.TEXT);
    for (int session = 100; session < 117; session++) {
      var caller = SteadyVault.caller(1000, session, "", "pts/9");
      refused(Code.APPROVAL_NEEDED, () -> release(guard.as(caller), DEV, DELIVER));
    }
    List<String> ids = guard.access().approvals().stream().map(PendingApproval::id).toList();
    String shared =
        ids.stream()
            .map(id -> id.substring(0, 1))
            .filter(first -> ids.stream().filter(id -> id.startsWith(first)).count() > 1)
            .findFirst()
            .orElseThrow();
    refused(Code.CONFLICT, () -> guard.access().answer(shared, true, false));
    refused(Code.NOT_FOUND, () -> guard.access().answer("", true, false));
    assertThat(guard.access().approvals()).hasSize(17);
  }
}

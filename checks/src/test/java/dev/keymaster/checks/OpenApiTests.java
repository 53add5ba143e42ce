package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.agent.Agent;
import dev.keymaster.agent.AgentSettings;
import dev.keymaster.agent.CommandHost;
import dev.keymaster.agent.MetricsPage;
import dev.keymaster.agent.Route;
import dev.keymaster.metrics.Scrape;
import dev.keymaster.model.Caller;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.wire.AccessCodec;
import dev.keymaster.wire.AgentStatus;
import dev.keymaster.wire.AlertCodec;
import dev.keymaster.wire.EmergencyCodec;
import dev.keymaster.wire.FactorCodec;
import dev.keymaster.wire.InventoryCodec;
import dev.keymaster.wire.KeyCodec;
import dev.keymaster.wire.LifecycleCodec;
import dev.keymaster.wire.LogCodec;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.ProfileCodec;
import dev.keymaster.wire.RemoteQuestions;
import dev.keymaster.wire.ReportCodec;
import dev.keymaster.wire.SafetyCodec;
import dev.keymaster.wire.ValueCodec;
import dev.keymaster.wire.VaultCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/openapi.yaml and the agent say the same. */
final class OpenApiTests {
  private static final Set<String> METHODS = Set.of("get", "post", "patch", "put", "delete");

  /**
   * Documents that a single request reads or writes by itself, asked of a living agent elsewhere.
   */
  private static final Set<String> BY_ROUTE =
      Set.of(
          "Unlocked",
          "KeyList",
          "VersionOfKey",
          "LoggedIn",
          "Login",
          "MintRequest",
          "LendRequest",
          "Services",
          "HaltRequest",
          "ListedKey",
          "RotateRequest",
          "Replacement",
          "KeyRequest",
          "WantedFactor",
          "Id",
          "ApprovalAnswer",
          "Question",
          "OpenedBy",
          "SlotChoice",
          "BackupCount",
          "Fingerprinted",
          "CopyChoice",
          "Retention",
          "Name");

  /** Reads a document and writes it again. */
  private static final Map<String, UnaryOperator<byte[]>> CODECS = codecs();

  private final OpenApi api = new OpenApi();

  private static Map<String, UnaryOperator<byte[]>> codecs() {
    Map<String, UnaryOperator<byte[]>> codecs = new TreeMap<>();
    codecs.put("AgentStatus", in -> AgentStatus.of(json(in)).json().bytes());
    codecs.put("Vault", in -> VaultCodec.status(VaultCodec.status(json(in))).bytes());
    codecs.put("Slot", in -> VaultCodec.slot(VaultCodec.slot(json(in))).bytes());
    codecs.put("Summary", in -> KeyCodec.summary(KeyCodec.summary(json(in))).bytes());
    codecs.put("Key", in -> KeyCodec.record(KeyCodec.record(json(in))).bytes());
    codecs.put("KeyRecords", in -> KeyCodec.records(KeyCodec.records(json(in))).bytes());
    codecs.put("ProfileList", in -> ProfileCodec.list(ProfileCodec.list(json(in))).bytes());
    codecs.put("ProfileChange", in -> ProfileCodec.change(ProfileCodec.change(json(in))).bytes());
    codecs.put("Profile", in -> ProfileCodec.profile(ProfileCodec.profile(json(in))).bytes());
    codecs.put("Edit", in -> KeyCodec.edit(KeyCodec.edit(json(in))).bytes());
    codecs.put("StoredList", in -> KeyCodec.stored(KeyCodec.stored(json(in))).bytes());
    codecs.put("EventList", in -> VaultCodec.events(VaultCodec.events(json(in))).bytes());
    codecs.put("Report", in -> VaultCodec.report(VaultCodec.report(json(in))).bytes());
    codecs.put("Asked", in -> RemoteQuestions.asked(RemoteQuestions.asked(json(in))).bytes());
    codecs.put(
        "Progress", in -> LifecycleCodec.progress(LifecycleCodec.progress(json(in))).bytes());
    codecs.put(
        "ProgressList",
        in -> LifecycleCodec.progresses(LifecycleCodec.progresses(json(in))).bytes());
    codecs.put(
        "DeadlineList", in -> LifecycleCodec.deadlines(LifecycleCodec.deadlines(json(in))).bytes());
    codecs.put("UsageList", in -> LifecycleCodec.usage(LifecycleCodec.usage(json(in))).bytes());
    codecs.put("Freeze", in -> EmergencyCodec.freeze(EmergencyCodec.freeze(json(in))).bytes());
    codecs.put("Discrepancies", in -> InventoryCodec.found(InventoryCodec.found(json(in))).bytes());
    codecs.put("FreezeState", in -> EmergencyCodec.state(EmergencyCodec.state(json(in))).bytes());
    codecs.put("HaltedKeys", in -> EmergencyCodec.halted(EmergencyCodec.halted(json(in))).bytes());
    codecs.put("Failure", in -> VaultCodec.failure(VaultCodec.failure(json(in))).bytes());
    codecs.put("ReleaseRequest", OpenApiTests::releaseRequest);
    codecs.put(
        "NewKeys",
        in -> about(ValueCodec.newKeys(ValueCodec.newKeys(pairs(in, "km://dev/team/openai")))));
    codecs.put(
        "ReleasedKeys", in -> about(ValueCodec.released(ValueCodec.released(pairs(in, "x")))));
    codecs.put("VerifyRequest", OpenApiTests::verifyRequest);
    codecs.put(
        "VerifiedKeys", in -> LifecycleCodec.verified(LifecycleCodec.verified(json(in))).bytes());
    codecs.putAll(accessCodecs());
    codecs.putAll(vaultCodecs());
    return codecs;
  }

  private static Map<String, UnaryOperator<byte[]>> accessCodecs() {
    Map<String, UnaryOperator<byte[]>> codecs = new TreeMap<>();
    codecs.put("PolicyText", in -> AccessCodec.policy(AccessCodec.policy(json(in))).bytes());
    codecs.put(
        "PolicyQuestion", in -> AccessCodec.question(AccessCodec.question(json(in))).bytes());
    codecs.put("Intent", in -> AccessCodec.intent(AccessCodec.intent(json(in))).bytes());
    codecs.put("Asker", in -> AccessCodec.asker(AccessCodec.asker(json(in))).bytes());
    codecs.put("PolicyAnswer", in -> AccessCodec.answer(AccessCodec.answer(json(in))).bytes());
    codecs.put("RoleList", in -> AccessCodec.roles(AccessCodec.roles(json(in))).bytes());
    codecs.put("MfaStatus", in -> FactorCodec.status(FactorCodec.status(json(in))).bytes());
    codecs.put("SecondFactor", in -> FactorCodec.factor(FactorCodec.factor(json(in))).bytes());
    codecs.put("SessionList", in -> AccessCodec.sessions(AccessCodec.sessions(json(in))).bytes());
    codecs.put("Session", in -> AccessCodec.session(AccessCodec.session(json(in))).bytes());
    codecs.put(
        "ApprovalList", in -> AccessCodec.approvals(AccessCodec.approvals(json(in))).bytes());
    codecs.put("Approval", in -> AccessCodec.approval(AccessCodec.approval(json(in))).bytes());
    return codecs;
  }

  private static Map<String, UnaryOperator<byte[]>> vaultCodecs() {
    Map<String, UnaryOperator<byte[]>> codecs = new TreeMap<>();
    codecs.put("SlotList", in -> SafetyCodec.slots(SafetyCodec.slots(json(in))).bytes());
    codecs.put("Selection", in -> SafetyCodec.selection(SafetyCodec.selection(json(in))).bytes());
    codecs.put("Restored", in -> SafetyCodec.restored(SafetyCodec.restored(json(in))).bytes());
    codecs.put("CopyList", in -> SafetyCodec.copies(SafetyCodec.copies(json(in))).bytes());
    codecs.put("EventFilter", in -> LogCodec.filter(LogCodec.filter(json(in))).bytes());
    codecs.put("Pruned", in -> LogCodec.pruned(LogCodec.pruned(json(in))).bytes());
    codecs.put("AccessQuery", in -> ReportCodec.query(ReportCodec.query(json(in))).bytes());
    codecs.put("AccessReport", in -> ReportCodec.report(ReportCodec.report(json(in))).bytes());
    codecs.put("TrialList", in -> AlertCodec.trials(AlertCodec.trials(json(in))).bytes());
    codecs.put("AlertList", in -> about(AlertCodec.listing(AlertCodec.listing(aboutOnly(in)))));
    codecs.put("WantedAlert", OpenApiTests::wantedAlert);
    return codecs;
  }

  private static byte[] wantedAlert(byte[] in) {
    AlertCodec.Wanted wanted = AlertCodec.wanted(aboutOnly(in));
    return about(AlertCodec.wanted(wanted.rule(), wanted.signed()));
  }

  private static Pairs aboutOnly(byte[] about) {
    return new Pairs().add("about", about);
  }

  private static JsonObject json(byte[] bytes) {
    return JsonReader.object(bytes);
  }

  private static byte[] releaseRequest(byte[] in) {
    JsonObject json = json(in);
    var release = ValueCodec.release(json);
    return ValueCodec.request(ValueCodec.refs(json), release).bytes();
  }

  private static byte[] verifyRequest(byte[] in) {
    JsonObject json = json(in);
    Map<String, String> addresses = LifecycleCodec.addresses(json);
    return LifecycleCodec.request(LifecycleCodec.refs(json), addresses).bytes();
  }

  private static Pairs pairs(byte[] about, String name) {
    return new Pairs().add("about", about).add(name, new byte[] {1});
  }

  private static byte[] about(Pairs pairs) {
    return pairs.all().getFirst().value().reveal();
  }

  private static List<Route> routes() {
    Path nowhere = Path.of("/nowhere");
    AgentSettings settings =
        new AgentSettings(
            nowhere, nowhere, Duration.ofMinutes(1), Duration.ofHours(1), "build", "none");
    CommandHost host = (request, engine) -> Optional.empty();
    return new Agent(
            NoVault.engine(),
            settings,
            (uid, pid) -> new Caller(uid, pid, ""),
            List.of(host.route(), new NoMetrics().route()))
        .routes();
  }

  private static final class NoMetrics implements MetricsPage {
    @Override
    public String text() {
      return "";
    }

    @Override
    public String type() {
      return Scrape.TYPE;
    }
  }

  @Test
  void every_route_is_described_and_every_description_has_its_route() {
    assertThat(routes().stream().map(OpenApiTests::line).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(described());
  }

  private static String line(Route route) {
    return String.join(
        " ",
        route.method(),
        route.template(),
        new TreeSet<>(route.parameters()).toString(),
        route.accepts(),
        "->",
        "" + route.status(),
        route.answers());
  }

  private Set<String> described() {
    Set<String> lines = new TreeSet<>();
    api.paths()
        .forEach((path, item) ->
            OpenApi.map(item)
                .forEach((method, operation) -> {
                  if (METHODS.contains(method)) {
                    lines.add(line(path, method, OpenApi.map(operation)));
                  }
                }));
    return lines;
  }

  private String line(String path, String method, Map<String, Object> operation) {
    Set<String> parameters = new TreeSet<>();
    for (Object parameter : (List<?>) operation.getOrDefault("parameters", List.of())) {
      parameters.add((String) OpenApi.map(parameter).get("name"));
    }
    Map<String, Object> responses = OpenApi.at(operation, "responses");
    assertThat(responses).containsKey("default");
    String status = responses.keySet().iterator().next();
    return String.join(
        " ",
        method.toUpperCase(java.util.Locale.ROOT),
        path,
        parameters.toString(),
        operation.containsKey("requestBody") ? media(OpenApi.at(operation, "requestBody")) : "",
        "->",
        status,
        media(OpenApi.at(responses, status)));
  }

  private String media(Map<String, Object> node) {
    Map<String, Object> real = api.resolved(node);
    return real.containsKey("content")
        ? OpenApi.at(real, "content").keySet().iterator().next()
        : "";
  }

  @TestFactory
  Stream<DynamicTest> every_schema_is_what_the_codec_reads_and_writes() {
    return CODECS.keySet().stream().map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
  }

  private void check(String name) {
    UnaryOperator<byte[]> codec = CODECS.get(name);
    assertThat(codec).isNotNull();
    if (codec == null) {
      return;
    }
    byte[] sample = bytes(api.sample(name));
    assertThat(JsonReader.value(codec.apply(sample))).isEqualTo(JsonReader.value(sample));
    for (OpenApi.Change change : api.changes(name)) {
      byte[] changed = bytes(change.document());
      if (change.valid()) {
        assertThatCode(() -> codec.apply(changed)).as(change.what()).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> codec.apply(changed))
            .as(change.what())
            .isInstanceOf(KeymasterException.class);
      }
    }
  }

  @Test
  void every_schema_is_reached() {
    Set<String> reached = new TreeSet<>(BY_ROUTE);
    reached.addAll(CODECS.keySet());
    int before;
    do {
      before = reached.size();
      for (String name : List.copyOf(reached)) {
        references(OpenApi.at(api.schemas(), name), reached);
      }
    } while (reached.size() > before);
    assertThat(reached).isEqualTo(new TreeSet<>(api.schemas().keySet()));
  }

  private static void references(Object node, Set<String> reached) {
    if (node instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String reference) {
        reached.add(reference.substring(reference.lastIndexOf('/') + 1));
      }
      map.values().forEach(value -> references(value, reached));
    } else if (node instanceof List<?> list) {
      list.forEach(value -> references(value, reached));
    }
  }

  private static byte[] bytes(Object value) {
    return text(value).getBytes(UTF_8);
  }

  private static String text(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> quoted((String) entry.getKey()) + ":" + text(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(OpenApiTests::text).collect(Collectors.joining(",", "[", "]"));
      case String string -> quoted(string);
      default -> value.toString();
    };
  }

  private static String quoted(String text) {
    String object = new String(new JsonWriter().set("", text).bytes(), UTF_8);
    return object.substring(4, object.length() - 1);
  }

  @Test
  void samples_have_every_field() {
    assertThat(api.sample("Slot"))
        .isEqualTo(
            new LinkedHashMap<>(
                Map.of(
                    "id", "0123456789abcdef0123456789abcdef",
                    "kind", "passphrase",
                    "label", "some text",
                    "created", "2026-01-02T03:04:05Z",
                    "kdf", Map.of("function", "argon2id", "words", "some text"))));
  }
}

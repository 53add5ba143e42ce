package dev.keymaster.agent;

import static dev.keymaster.agent.RunningAgent.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Stored;
import dev.keymaster.net.HttpResponse;
import dev.keymaster.net.JsonWriter;
import dev.keymaster.wire.AgentClient;
import dev.keymaster.wire.AgentStatus;
import dev.keymaster.wire.Pairs;
import dev.keymaster.wire.RemoteEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTests {
  private static final EnvironmentName DEV = EnvironmentName.DEFAULT;
  private static final KeyName NAME = new KeyName("team/openai");
  private static final Release SHOWN = new Release(EventKind.REVEAL, "");

  @TempDir Path runtime;

  private static NewKey key(String value) {
    Secret secret = Secret.copyOf(value.getBytes(UTF_8));
    KeyDetails details = KeyDetails.of(new ServiceName("openai"));
    return new NewKey(DEV, NAME, secret, details, "sk-…1", NewKey.Mode.UPSERT);
  }

  private static String value(RemoteEngine engine, KeyRef ref) {
    try (Released released = engine.keys().release(List.of(ref), SHOWN).getFirst()) {
      return new String(released.value().reveal(), UTF_8);
    }
  }

  @Test
  void every_request_of_the_engine_is_answered_over_the_socket() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine()) {
      assertThat(engine.keys().store(List.of(key("sk-canary-1"))))
          .extracting(Stored::outcome)
          .containsExactly(Stored.Outcome.CREATED);
      engine.keys().store(List.of(key("sk-canary-2")));
      assertThat(value(engine, new KeyRef(DEV, NAME))).isEqualTo("sk-canary-2");
      assertThat(value(engine, new KeyRef(DEV, NAME, 1))).isEqualTo("sk-canary-1");
      assertThat(engine.keys().list(Selection.ALL)).hasSize(1);
      assertThat(engine.keys().list(new Selection(DEV, new ServiceName("other"), NAME))).isEmpty();
      assertThat(engine.keys().show(DEV, NAME).versions()).hasSize(2);
      KeyEdit edit =
          new KeyEdit(
              null,
              List.of("a"),
              List.of(),
              "note",
              null,
              null,
              null,
              Instant.MAX,
              KeyStatus.ACTIVE,
              Map.of("team", "x"),
              Set.of());
      assertThat(engine.keys().edit(DEV, NAME, edit).details().metadata()).containsKey("team");
      assertThat(engine.keys().rollback(DEV, NAME, null).current().orElseThrow().number())
          .isEqualTo(1);
      engine.keys().destroy(DEV, NAME, 2);
      assertThat(engine.vault().verify().findings()).isEmpty();
      engine.keys().remove(DEV, NAME);
      assertThat(engine.log().newest(100))
          .extracting(Event::kind)
          .contains(EventKind.REVEAL, EventKind.DESTROY, EventKind.REMOVE);
    }
  }

  @Test
  void the_record_names_the_process_that_the_kernel_names() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine()) {
      engine.keys().store(List.of(key("sk-canary-1")));
      Event stored = engine.log().newest(1).getFirst();
      assertThat(stored.caller().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(stored.caller().program()).isEqualTo("peer");
    }
  }

  @Test
  void failures_keep_code_message_and_hint() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine()) {
      assertThatThrownBy(() -> engine.keys().show(DEV, NAME))
          .isInstanceOfSatisfying(
              KeymasterException.class,
              e -> {
                assertThat(e.code()).isEqualTo(Code.NOT_FOUND);
                assertThat(e.hint()).isNotEmpty();
              });
    }
  }

  @Test
  void a_locked_agent_is_unlocked_by_a_proven_slot_and_never_by_another() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        AgentClient client = running.client()) {
      assertThat(AgentStatus.of(client.get("/v1/status")).unlocked()).isNull();
      assertThatThrownBy(() -> client.get("/v1/keys"))
          .isInstanceOfSatisfying(
              KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.LOCKED));
      String slot = running.local.vault().status().slots().getFirst().id();
      Pairs wrong = new Pairs().add(slot, new byte[32]);
      assertThat(client.send("POST", "/v1/unlock", wrong).body())
          .asString()
          .isEqualTo("{\"slot\":null}");
      assertThatThrownBy(() -> client.get("/v1/keys")).hasMessageContaining("locked");
      try (RemoteEngine engine = running.engine()) {
        assertThat(engine.unlock().kind()).isEqualTo(SlotKind.KEY_FILE);
      }
      assertThat(client.get("/v1/keys").objects("keys")).isEmpty();
      assertThat(AgentStatus.of(client.get("/v1/status")).unlocked()).isNotNull();
      assertThat(running.builds).contains("b1");
    }
  }

  @Test
  void a_single_value_comes_as_its_bytes_and_is_recorded_first() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine();
        AgentClient client = running.client()) {
      engine.keys().store(List.of(key("sk-canary-1"), key("sk-canary-2")));
      HttpResponse response = client.send("POST", "/v1/values/dev/team/openai?version=1");
      assertThat(response.type()).isEqualTo(HttpResponse.OCTETS);
      assertThat(response.body()).asString().isEqualTo("sk-canary-1");
      assertThat(engine.log().newest(1).getFirst().kind()).isEqualTo(EventKind.REVEAL);
    }
  }

  @Test
  void C5_keys_leave_and_arrive_with_their_history_through_an_agent() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine()) {
      engine.keys().store(List.of(key("sk-canary-1"), key("sk-canary-2")));
      KeyRecord key =
          engine.keys().list(Selection.ALL).stream()
              .map(line -> engine.keys().show(line.environment(), line.name()))
              .findFirst()
              .orElseThrow();
      List<KeyRef> refs =
          List.of(
              new KeyRef(key.environment(), key.name(), 1),
              new KeyRef(key.environment(), key.name(), 2));
      List<Secret> values =
          engine.keys().release(refs, new Release(EventKind.EXPORT, "json")).stream()
              .map(Released::value)
              .toList();
      assertThat(engine.log().newest(1).getFirst().kind()).isEqualTo(EventKind.EXPORT);
      engine.keys().remove(key.environment(), key.name());
      KeyRecord arrived = engine.keys().bring(List.of(new Brought(key, values))).getFirst();
      assertThat(arrived.versions()).isEqualTo(key.versions());
      try (Released first =
          engine.keys().release(refs, new Release(EventKind.REVEAL, "")).getFirst()) {
        assertThat(first.value().reveal()).asString().isEqualTo("sk-canary-1");
      }
    }
  }

  @Test
  void what_no_route_takes_is_refused_by_status() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime);
        AgentClient client = running.client()) {
      refused(Code.NOT_FOUND, () -> client.get("/v1/nothing"));
      refused(Code.USAGE, () -> client.send("PUT", "/v1/keys"));
      refused(Code.USAGE, () -> client.get("/v1/keys?colour=red"));
      refused(Code.USAGE, () -> client.get("/v1/log?limit=-1"));
      refused(Code.USAGE, () -> client.send("POST", "/v1/release", new Pairs()));
      refused(Code.USAGE, () -> client.send("POST", "/v1/unlock", new JsonWriter().set("a", 1)));
      refused(Code.USAGE, () -> client.send("POST", "/v1/unlock"));
      refused(
          Code.USAGE,
          () ->
              client.send(
                  "POST",
                  "/v1/release",
                  new JsonWriter()
                      .set("kind", "backup")
                      .set("detail", "")
                      .texts("keys", List.of())));
    }
  }

  @Test
  void SD18_folder_and_socket_are_this_users_alone() throws IOException {
    try (RunningAgent running = new RunningAgent(runtime)) {
      assertThat(modes(running.socket)).isEqualTo("rw-------");
      assertThat(modes(runtime.resolve("keymaster"))).isEqualTo("rwx------");
    }
    assertThat(runtime.resolve("keymaster").toFile().list()).containsExactly("agent.lock");
  }

  private static String modes(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void SL2_a_folder_that_others_can_enter_or_that_is_a_link_is_refused() throws IOException {
    Path mine = Files.createDirectory(runtime.resolve("mine"));
    Files.createSymbolicLink(runtime.resolve("keymaster"), mine);
    assertThatThrownBy(() -> new RunningAgent(runtime))
        .cause()
        .hasMessageContaining("is not yours alone");
    Files.delete(runtime.resolve("keymaster"));
    Files.createDirectory(runtime.resolve("keymaster"));
    Files.setPosixFilePermissions(
        runtime.resolve("keymaster"), PosixFilePermissions.fromString("rwx--x---"));
    assertThatThrownBy(() -> new RunningAgent(runtime))
        .cause()
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.hint()).startsWith("chmod 700"));
  }

  @Test
  void of_two_agents_one_serves() {
    try (RunningAgent first = new RunningAgent(runtime)) {
      assertThat(first.socket).exists();
      assertThatThrownBy(() -> new RunningAgent(runtime))
          .cause()
          .hasMessage("another agent serves here");
    }
  }

  @Test
  void locking_answers_ends_the_agent_and_removes_the_socket() throws Exception {
    try (RunningAgent running = new RunningAgent(runtime);
        AgentClient client = running.client()) {
      assertThat(client.send("POST", "/v1/lock").status()).isEqualTo(202);
      assertThat(running.ended()).isTrue();
      assertThat(running.agent.ending()).isTrue();
      assertThat(running.socket).doesNotExist();
      assertThatThrownBy(() -> client.get("/v1/status"))
          .hasMessageContaining("the agent does not answer");
    }
  }

  @Test
  void a_vault_that_was_re_keyed_behind_its_back_ends_the_agent() throws Exception {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine();
        AgentClient client = running.client()) {
      engine.keys().store(List.of(key("sk-canary-1")));
      running.local.vault().rekey();
      assertThatThrownBy(() -> client.get("/v1/keys")).hasMessageContaining("re-keyed");
      assertThat(running.ended()).isTrue();
    }
  }

  @Test
  void a_vault_file_that_was_replaced_is_not_served_from_memory() throws Exception {
    try (RunningAgent running = new RunningAgent(runtime);
        RemoteEngine engine = running.engine();
        AgentClient client = running.client()) {
      engine.keys().store(List.of(key("sk-canary-1")));
      running.file.create();
      assertThatThrownBy(() -> client.get("/v1/keys")).isInstanceOf(KeymasterException.class);
    }
  }
}

package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.DEV;
import static dev.keymaster.guard.OpenVault.name;
import static dev.keymaster.guard.OpenVault.refused;
import static dev.keymaster.guard.OpenVault.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Brought;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Release;
import dev.keymaster.model.Secret;
import dev.keymaster.model.VersionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** C5: keys leave with their history, each value recorded, and arrive as they were. */
class BringingTests {
  private static final Release EXPORTED = new Release(EventKind.EXPORT, "json");

  private final OpenVault from = new OpenVault();
  private final OpenVault to = new OpenVault();

  private KeyRecord keyWithHistory() {
    for (int i = 1; i <= 4; i++) {
      from.add(DEV, "a", "sk-canary-b" + i);
    }
    from.guard.lifecycle().rollback(new KeyRef(DEV, name("a")), 2, (commit, key) -> {});
    return from.guard.destroy(DEV, name("a"), 3);
  }

  private static Brought taken(Guard guard, KeyRecord key) {
    List<KeyRef> refs =
        key.versions().stream()
            .filter(version -> version.state() != VersionState.DESTROYED)
            .map(version -> new KeyRef(key.environment(), key.name(), version.number()))
            .toList();
    List<Secret> values = new ArrayList<>();
    guard.release(refs, EXPORTED).forEach(released -> values.add(released.value()));
    return new Brought(key, values);
  }

  @Test
  void C5_key_arrives_with_its_versions_their_states_and_numbers() {
    KeyRecord key = keyWithHistory();
    KeyRecord arrived = to.guard.bring(List.of(taken(from.guard, key))).getFirst();
    assertThat(arrived.versions()).isEqualTo(key.versions());
    assertThat(arrived.details()).isEqualTo(key.details());
    assertThat(arrived.created()).isEqualTo(key.created());
    assertThat(to.reopen().show(DEV, name("a"))).isEqualTo(arrived);
    assertThat(to.value(DEV, "a")).isEqualTo("sk-canary-b2");
    assertThat(OpenVault.value(to.guard, new KeyRef(DEV, name("a"), 4))).isEqualTo("sk-canary-b4");
    refused(Code.NOT_FOUND, () -> OpenVault.value(to.guard, new KeyRef(DEV, name("a"), 3)));
    assertThat(to.add(DEV, "a", "sk-canary-b5").record().current().orElseThrow().number())
        .isEqualTo(5);
    assertThat(to.reopen().verify().findings()).isEmpty();
  }

  @Test
  void F8_every_value_that_leaves_and_every_key_that_arrives_is_in_the_log() {
    KeyRecord key = keyWithHistory();
    Brought brought = taken(from.guard, key);
    assertThat(from.guard.newest(3))
        .allMatch(event -> event.kind() == EventKind.EXPORT)
        .extracting(Event::subject)
        .containsExactly("km://dev/a#1", "km://dev/a#2", "km://dev/a#4");
    to.guard.bring(List.of(brought));
    assertThat(to.guard.newest(1).getFirst())
        .matches(event -> event.kind() == EventKind.IMPORT)
        .matches(event -> event.subject().equals("km://dev/a"));
  }

  @Test
  void C5_nothing_is_overwritten_and_all_or_nothing_arrives() {
    KeyRecord key = keyWithHistory();
    from.add(DEV, "b", "sk-canary-bb");
    KeyRecord other = from.guard.show(DEV, name("b"));
    to.add(DEV, "A", "sk-canary-mine");
    refused(
        Code.CONFLICT,
        () -> to.guard.bring(List.of(taken(from.guard, other), taken(from.guard, key))));
    assertThat(to.value(DEV, "A")).isEqualTo("sk-canary-mine");
    refused(Code.NOT_FOUND, () -> to.guard.show(DEV, name("b")));
  }

  @Test
  void G9_freeze_stops_exports() {
    KeyRecord key = keyWithHistory();
    from.guard.freeze().begin(Set.of());
    refused(Code.DENIED, () -> taken(from.guard, key));
    assertThat(from.guard.newest(1).getFirst().kind()).isEqualTo(EventKind.DENIED);
  }

  @Test
  void reserved_environments_take_nothing() {
    KeyRecord key = keyWithHistory();
    KeyRecord disguised =
        new KeyRecord(
            new EnvironmentName("km.providers"),
            key.name(),
            key.details(),
            key.created(),
            key.updated(),
            key.versions());
    refused(
        Code.USAGE,
        () -> to.guard.bring(List.of(new Brought(disguised, taken(from.guard, key).values()))));
  }

  @Test
  void histories_that_cannot_be_are_refused() {
    KeyRecord key = keyWithHistory();
    KeyVersion first = key.versions().getFirst();
    List<List<KeyVersion>> histories =
        List.of(
            List.of(),
            List.of(first, first),
            List.of(first.in(VersionState.PENDING)),
            List.of(first.in(VersionState.DESTROYED)),
            List.of(
                first.in(VersionState.CURRENT), key.versions().get(1).in(VersionState.CURRENT)));
    for (List<KeyVersion> history : histories) {
      KeyRecord bad =
          new KeyRecord(
              key.environment(), key.name(), key.details(), key.created(), key.updated(), history);
      List<Secret> values =
          history.stream().map(version -> secret("x" + version.number())).toList();
      refused(Code.USAGE, () -> new Brought(bad, values));
    }
  }
}

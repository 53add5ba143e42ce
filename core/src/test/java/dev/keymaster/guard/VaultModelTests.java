package dev.keymaster.guard;

import static dev.keymaster.guard.OpenVault.SHOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyEdit;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Released;
import dev.keymaster.model.Selection;
import dev.keymaster.model.SlotKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random commands through two connections agree with plain maps: values, versions, states,
 * listings, refusals. The seed is in the name of the test.
 */
class VaultModelTests {
  private static final List<String> ENVIRONMENTS = List.of("dev", "prod");
  private static final List<String> NAMES = List.of("a", "b", "Ab", "ab", "team/x", "y.z-1");
  private static final List<KeyStatus> STATUSES = List.of(KeyStatus.values());
  private static final List<NewKey.Mode> MODES = List.of(NewKey.Mode.values());

  private final OpenVault open = new OpenVault();
  private final VaultModel model = new VaultModel();
  private final Guard[] guards = {open.guard, open.reopen()};
  private final List<NamedSlot> slots = new ArrayList<>(List.of(open.slot));
  private int worked;
  private int refused;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void random_commands_agree_with_the_model(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 300; step++) {
      String what = "seed " + seed + ", step " + step;
      Guard guard = guards[random.nextInt(2)];
      if (random.nextInt(25) == 0) {
        household(random, guard);
      } else {
        command(random, guard, what);
      }
      if (step % 10 == 0) {
        agrees(guards[random.nextInt(2)], what);
      }
    }
    agrees(open.reopen(), "seed " + seed + ", at the end");
    assertThat(open.reopen().verify().findings()).isEmpty();
    assertThat(new Examination(open.slot, -1).refusal(open.memory.contents())).isEmpty();
    assertThat(worked).as("commands that did something").isGreaterThan(60);
    assertThat(refused).as("commands that were refused").isGreaterThan(20);
  }

  private void command(Random random, Guard guard, String what) {
    String env = ENVIRONMENTS.get(random.nextInt(ENVIRONMENTS.size()));
    String key = NAMES.get(random.nextInt(NAMES.size()));
    EnvironmentName environment = new EnvironmentName(env);
    KeyName name = new KeyName(key);
    Integer number = random.nextBoolean() ? null : Integer.valueOf(1 + random.nextInt(5));
    int version = number == null ? 1 : number;
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        String value = "sk-canary-" + random.nextInt(3);
        NewKey.Mode mode = MODES.get(random.nextInt(MODES.size()));
        expect(what, model.store(env, key, value, mode), () -> store(guard, env, key, value, mode));
      }
      case 4 -> {
        KeyStatus status = STATUSES.get(random.nextInt(2) * random.nextInt(STATUSES.size()));
        String note = "note " + random.nextInt();
        Code expected = model.edit(env, key, note, status);
        expect(what, expected, () -> guard.edit(environment, name, edit(note, status)));
      }
      case 5 ->
          expect(
              what,
              model.rollback(env, key, number),
              () -> Edits.rollback(guard, environment, name, number));
      case 6 ->
          expect(
              what,
              model.destroy(env, key, version),
              () -> guard.destroy(environment, name, version));
      case 7 -> {
        if (random.nextInt(3) == 0) {
          expect(what, model.remove(env, key), () -> guard.remove(environment, name));
        }
      }
      default -> {
        Code expected = model.release(env, key, number);
        expect(what, expected, () -> released(guard, new KeyRef(environment, name, number)));
      }
    }
  }

  private void expect(String what, @Nullable Code expected, Runnable command) {
    Code met = null;
    try {
      command.run();
    } catch (KeymasterException e) {
      met = e.code();
    }
    assertThat(met).as(what).isEqualTo(expected);
    worked += met == null ? 1 : 0;
    refused += met == null ? 0 : 1;
  }

  private static void store(
      Guard guard, String environment, String name, String value, NewKey.Mode mode) {
    guard.store(
        List.of(
            new NewKey(
                new EnvironmentName(environment),
                new KeyName(name),
                OpenVault.secret(value),
                null,
                "…" + value.charAt(value.length() - 1),
                mode)),
        EventKind.STORE);
  }

  private static KeyEdit edit(String note, KeyStatus status) {
    return new KeyEdit(
        null, List.of(), List.of(), note, null, null, null, null, status, Map.of(), Set.of());
  }

  private void released(Guard guard, KeyRef ref) {
    try (Released released = guard.release(List.of(ref), SHOWN).getFirst()) {
      VaultModel.Key key =
          Objects.requireNonNull(model.find(ref.environment().value(), ref.name().value()));
      assertThat(released.version())
          .isEqualTo(ref.version() == null ? key.current() : ref.version());
      assertThat(new String(released.value().reveal(), UTF_8))
          .isEqualTo(key.versions.get(released.version() - 1).value);
    }
  }

  /** Slots come and go, keys are replaced, programs end and start. */
  private void household(Random random, Guard guard) {
    switch (random.nextInt(4)) {
      case 0 -> {
        NamedSlot slot =
            Guard.name(
                open.ports, new NewSlot(SlotKind.KEY_FILE, "more", null, NewSlot.Kdf.ARGON2ID));
        guard.addSlot(slot);
        slots.add(slot);
      }
      case 1 -> {
        if (slots.size() > 1) {
          guard.removeSlot(slots.remove(1).slot());
        }
      }
      case 2 -> {
        guard.rekey(slots);
        guards[0] = open.reopen();
        guards[1] = open.reopen();
      }
      default -> guards[random.nextInt(2)] = open.reopen();
    }
    assertThat(Guard.locked(open.ports(open.memory.another()), OpenVault.CALLER).slots())
        .extracting(slot -> slot.id())
        .containsExactlyInAnyOrderElementsOf(slots.stream().map(slot -> slot.slot().id()).toList());
  }

  private void agrees(Guard guard, String what) {
    assertThat(guard.list(Selection.ALL))
        .as(what)
        .extracting(listed ->
            listed.environment() + "/" + listed.name() + "#" + listed.version() + listed.status())
        .containsExactlyInAnyOrderElementsOf(
            model.keys().stream()
                .map(key -> key.environment + "/" + key.name + "#" + key.current() + key.status)
                .toList());
    for (VaultModel.Key key : model.keys()) {
      KeyRecord record = guard.show(new EnvironmentName(key.environment), new KeyName(key.name));
      KeyDetails details = record.details();
      assertThat(details.note()).as(what).isEqualTo(key.note);
      assertThat(details.status()).as(what).isEqualTo(key.status);
      assertThat(record.versions())
          .as("%s, versions of %s", what, key.name)
          .extracting(KeyVersion::state)
          .isEqualTo(key.versions.stream().map(version -> version.state).toList());
    }
  }
}

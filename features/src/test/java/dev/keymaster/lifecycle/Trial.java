package dev.keymaster.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.crypto.KeyHome;
import dev.keymaster.guard.Guard;
import dev.keymaster.guard.NamedSlot;
import dev.keymaster.model.Caller;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.HighWater;
import dev.keymaster.model.Issued;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Ports;
import dev.keymaster.model.Release;
import dev.keymaster.model.Released;
import dev.keymaster.model.RotationHook;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.Turn;
import dev.keymaster.providers.Vendor;
import dev.keymaster.testkit.MemoryRows;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A vault, a provider, and a process that may die at any moment and be started again. */
final class Trial {
  static final KeyRef REF = new KeyRef(new EnvironmentName("dev"), new KeyName("ci-runner"));
  static final KeyDetails DETAILS = KeyDetails.of(FakeVendor.NAME);
  private static final Caller CALLER = new Caller(1000, 42, "tests");

  Instant now = Instant.parse("2026-03-01T12:00:00Z");
  final FakeVendor vendor = new FakeVendor(() -> now);
  final MemoryRows memory = new MemoryRows();
  Breaking rows = new Breaking(memory);
  long process = 1;
  final Set<Long> running = new HashSet<>(Set.of(1L));
  private final Seen seen = new Seen();
  private final NamedSlot slot;
  Guard guard;
  Lifecycle lifecycle;

  Trial() {
    NewSlot wanted = new NewSlot(SlotKind.KEY_FILE, "ci", null, NewSlot.Kdf.ARGON2ID);
    slot = Guard.name(ports(), wanted);
    String id = Guard.newVaultId(ports());
    guard = Guard.create(ports(), CALLER, id, List.of(slot), KeyHome.heap());
    lifecycle = lifecycle();
    lifecycle.login(FakeVendor.NAME, secret(FakeVendor.ADMIN), "");
    vendor.calls.clear();
  }

  private Ports ports() {
    SecureRandom random = new SecureRandom();
    return new Ports(rows, seen, random::nextBytes, () -> now);
  }

  static Secret secret(String text) {
    return Secret.copyOf(text.getBytes(UTF_8));
  }

  Lifecycle lifecycle() {
    Holder own = new Holder(process, Instant.EPOCH);
    Holders holders = new Holders(own, holder -> running.contains(holder.pid()));
    return new Lifecycle(guard.lifecycle(), clients(), holders, this::told, () -> now);
  }

  Consumption consumption() {
    return new Consumption(guard.lifecycle(), clients());
  }

  Reconciling reconciling() {
    return new Reconciling(guard.lifecycle(), clients(), () -> now);
  }

  Halting halting(Duration patience) {
    return new Halting(guard.lifecycle(), clients(), () -> now, patience);
  }

  Upkeep upkeep() {
    return new Upkeep(guard.lifecycle(), clients());
  }

  private Clients clients() {
    return new Clients() {
      @Override
      public Vendor of(ServiceName service, String address) {
        addresses.add(address);
        return vendor;
      }

      @Override
      public String hint(Secret value) {
        return "sk-…";
      }

      @Override
      public String console(ServiceName service) {
        return "https://console.example";
      }
    };
  }

  /** The process is gone; another one starts with the same vault. */
  void restart() {
    running.remove(process);
    process++;
    running.add(process);
    rows = new Breaking(memory.another());
    Guard opened = Guard.locked(ports(), CALLER).unlock(slot.slot(), slot.secret());
    if (opened == null) {
      throw new AssertionError("the key file no longer opens the vault");
    }
    guard = opened;
    lifecycle = lifecycle();
  }

  void wait(Duration time) {
    now = now.plus(time);
  }

  /** Goes on until nothing is due any more, for hours if need be. */
  void settle() {
    for (int i = 0; i < 40; i++) {
      lifecycle.resume();
      check();
      wait(Duration.ofMinutes(1));
    }
  }

  Journal journal() {
    return Journal.of(guard.lifecycle().journal());
  }

  @Nullable KeyRecord key(KeyRef ref) {
    return guard.lifecycle().find(ref);
  }

  KeyRecord existing(KeyRef ref) {
    KeyRecord key = key(ref);
    if (key == null) {
      throw new AssertionError("no key " + ref);
    }
    return key;
  }

  String value(KeyRef ref) {
    Release release = new Release(EventKind.DELIVER, "");
    try (Released released = guard.release(List.of(ref), release).getFirst()) {
      return new String(released.value().reveal(), UTF_8);
    }
  }

  void store(KeyRef ref, String value) {
    NewKey key =
        new NewKey(
            ref.environment(), ref.name(), secret(value), DETAILS, "sk-…", NewKey.Mode.CREATE);
    guard.store(List.of(key), EventKind.STORE);
  }

  /** What must hold whatever went wrong, at any moment. */
  void check() {
    Set<Map<String, String>> known = new HashSet<>();
    for (KeySummary each : guard.lifecycle().keys(Selection.ALL)) {
      KeyRecord key = existing(each.ref());
      key.versions().stream()
          .map(KeyVersion::issued)
          .filter(issued -> issued != null)
          .forEach(issued -> known.add(issued.id()));
      checkHandedOut(key);
    }
    vendor.live.values().stream()
        .filter(made -> !known.contains(made.key().id().parts()))
        .forEach(made ->
            assertThat(journal().entries())
                .as("somebody looks for %s", made.key())
                .anyMatch(
                    entry -> entry.stage().undecided() && entry.label().equals(made.key().name())));
    assertThat(vendor.mints).as("orders that reached the provider").isLessThanOrEqualTo(asked);
  }

  /** What a hook was told, and what it objects to. */
  final List<Turn> turns = new ArrayList<>();

  final Set<Turn.Moment> objections = new HashSet<>();

  /** The program that asks for the new key; empty for none. */
  String asks = "";

  final List<String> handedOver = new ArrayList<>();

  private void told(Turn turn, RotationHook.Fresh fresh) throws IOException {
    turns.add(turn);
    if (!asks.isEmpty() && turn.moment() == Turn.Moment.AFTER) {
      try (Secret value = fresh.value(asks)) {
        handedOver.add(new String(value.reveal(), UTF_8));
      }
    }
    if (objections.contains(turn.moment())) {
      throw new IOException("exit code 3");
    }
  }

  int asked = 1;

  /** Where providers were to answer. */
  final Set<String> addresses = new HashSet<>();

  /** What is handed out is good, unless it is being ended for good. */
  private void checkHandedOut(KeyRecord key) {
    boolean ending = journal().about(key.ref()).stream().anyMatch(e -> e.kind() == Kind.REVOKE);
    boolean used = key.details().status() == KeyStatus.ACTIVE && !ending;
    Issued issued = key.current().map(KeyVersion::issued).orElse(null);
    if (used && issued != null && key.ref().environment().value().equals("dev")) {
      assertThat(vendor.live).as("%s is handed out", key.ref()).containsKey(id(issued));
    }
  }

  static String id(Issued issued) {
    return String.valueOf(issued.id().get("hash"));
  }

  /** What must hold in the end: every key at the provider is one that the vault manages. */
  void checkSettled() {
    assertThat(journal().entries()).as("nothing is under way").isEmpty();
    Set<String> managed = new HashSet<>();
    for (KeySummary each : guard.lifecycle().keys(Selection.ALL)) {
      KeyRecord key = existing(each.ref());
      key.versions().stream()
          .filter(KeyVersion::outstanding)
          .map(KeyVersion::issued)
          .filter(issued -> issued != null)
          .forEach(issued -> managed.add(id(issued)));
    }
    assertThat(vendor.live.keySet()).isEqualTo(managed);
    assertThat(guard.verify().findings()).isEmpty();
  }

  /** Remembers what it is told, as a state directory would. */
  private static final class Seen implements HighWater {
    private long height = -1;

    @Override
    public long seen(byte[] vault) {
      return height;
    }

    @Override
    public void advance(byte[] vault, long sequence) {
      height = Math.max(height, sequence);
    }

    @Override
    public void reset(byte[] vault, long sequence) {
      height = sequence;
    }
  }
}

package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.RootKeySource.Availability;
import dev.keymaster.model.RootKeySource.Probe;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.SlotSource;
import dev.keymaster.model.Stretching;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.model.VerifyReport;
import dev.keymaster.wire.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A vault that only remembers its slots. */
final class FakeVault implements Vault {
  static final String ID = "00112233445566778899aabbccddeeff";

  final List<SafetyCopy> copies = new ArrayList<>();
  @Nullable String restored;
  final List<Slot> slots = new ArrayList<>();
  final List<String> findings = new ArrayList<>();
  private final FakeEngine engine;
  boolean exists = true;
  boolean accepted;
  Fingerprints.@Nullable Book book;
  int compared;
  @Nullable KeymasterException statusFailure;
  final List<SlotSource> sources = new ArrayList<>();

  FakeVault(FakeEngine engine) {
    this.engine = engine;
    source(SlotKind.KEY_FILE, Availability.READY, "");
    source(SlotKind.PASSPHRASE, Availability.INTERACTIVE, "is typed");
    source(SlotKind.KEYCHAIN, Availability.ABSENT, "no bus");
    slots.add(slot(SlotKind.KEY_FILE, "/home/ada/vault.key"));
  }

  /** Says what a look at a source of slots tells, instead of what was said before. */
  void source(SlotKind kind, Availability availability, String reason) {
    sources.removeIf(source -> source.kind() == kind);
    sources.add(new SlotSource(kind, new Probe(availability, reason)));
  }

  Slot slot(SlotKind kind, String label) {
    String id = String.format("%032x", slots.size() + 1);
    Stretching kdf =
        kind == SlotKind.PASSPHRASE
            ? new Stretching(NewSlot.Kdf.ARGON2ID, "argon2id m=64MiB t=3 p=1")
            : null;
    return new Slot(id, kind, label, FakeWorld.NOW, kdf);
  }

  @Override
  public VaultStatus status() {
    if (statusFailure != null) {
      throw statusFailure;
    }
    return new VaultStatus(
        exists, "/home/ada/vault.db", exists ? ID : "", exists ? 1 : 0, exists ? slots : List.of());
  }

  @Override
  public List<AddedSlot> create(List<NewSlot> wanted) {
    if (exists) {
      throw new KeymasterException(Code.CONFLICT, "there is a vault already", "");
    }
    exists = true;
    slots.clear();
    return wanted.stream().map(this::added).toList();
  }

  private AddedSlot added(NewSlot wanted) {
    Slot slot = slot(wanted.kind(), wanted.label());
    slots.add(slot);
    Secret secret = wanted.secret();
    if (secret != null) {
      engine.passphrase = new String(secret.reveal(), UTF_8);
      secret.close();
    }
    return new AddedSlot(slot, shown(wanted.kind()));
  }

  private static @Nullable Secret shown(SlotKind kind) {
    return switch (kind) {
      case RECOVERY -> Secret.copyOf("AAAA-BBBB-CCCC".getBytes(UTF_8));
      case ENVIRONMENT -> Secret.copyOf("0f".repeat(32).getBytes(UTF_8));
      case PASSPHRASE, KEY_FILE, KEYCHAIN -> null;
    };
  }

  @Override
  public Slot unlock() {
    engine.open();
    return slots.getFirst();
  }

  @Override
  public AddedSlot addSlot(NewSlot slot) {
    engine.open();
    return added(slot);
  }

  @Override
  public Slot removeSlot(String idOrLabel) {
    engine.open();
    Slot slot = find(idOrLabel);
    if (slots.size() == 1) {
      throw new KeymasterException(Code.CONFLICT, "that is the last slot", "");
    }
    slots.remove(slot);
    return slot;
  }

  private Slot find(String idOrLabel) {
    return slots.stream()
        .filter(s -> s.id().startsWith(idOrLabel) || s.label().equals(idOrLabel))
        .findFirst()
        .orElseThrow(() -> new KeymasterException(Code.NOT_FOUND, "no such slot", ""));
  }

  @Override
  public Slot changePassphrase(String idOrLabel, Secret next) {
    engine.open();
    engine.passphrase = new String(next.reveal(), UTF_8);
    next.close();
    return slots.getFirst();
  }

  @Override
  public List<Slot> rekey() {
    engine.open();
    List<Slot> dropped = List.copyOf(slots.subList(1, slots.size()));
    slots.removeAll(dropped);
    return dropped;
  }

  @Override
  public List<SlotSource> sources() {
    return List.copyOf(sources);
  }

  @Override
  public Fingerprints.@Nullable Book fingerprints() {
    return book;
  }

  @Override
  public int fingerprint() {
    engine.open();
    compared++;
    return 0;
  }

  @Override
  public void acceptOlder() {
    engine.open();
    accepted = true;
  }

  @Override
  public VerifyReport verify() {
    engine.open();
    return new VerifyReport(engine.stored.size(), 3, engine.events.size(), findings);
  }

  @Override
  public int backup(Selection selection, Secret passphrase, OutputStream out) {
    engine.open();
    try {
      out.write(("backup under " + new String(passphrase.reveal(), UTF_8)).getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    passphrase.close();
    return engine.keys.list(selection).size();
  }

  @Override
  public List<SafetyCopy> copies() {
    engine.open();
    return copies;
  }

  @Override
  public RestoreReport restoreCopy(String id, Selection selection) {
    engine.open();
    restored = id;
    return new RestoreReport(1, 0, 0);
  }

  @Override
  public RestoreReport restore(Selection selection, Secret passphrase, InputStream in) {
    engine.open();
    passphrase.close();
    return new RestoreReport(2, 1, 0);
  }
}

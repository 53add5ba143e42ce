package dev.keymaster.wire;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.Fingerprints;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.model.SlotSource;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.model.VerifyReport;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonWriter;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests about the vault as a whole, sent to an agent. The secrets of slots are made and kept on
 * this side, where keychain, files and the person are.
 */
record RemoteVault(RemoteEngine engine, SlotKeeping keeping, Vault local) implements Vault {
  @Override
  public VaultStatus status() {
    return local.status();
  }

  @Override
  public List<SlotSource> sources() {
    return local.sources();
  }

  @Override
  public List<AddedSlot> create(List<NewSlot> slots) {
    return local.create(slots);
  }

  @Override
  public Slot unlock() {
    return slot(engine.json(agent -> agent.send("POST", "/v1/check")));
  }

  private static Slot slot(JsonObject json) {
    Slot slot = VaultCodec.slot(json.object("slot"));
    json.end();
    return slot;
  }

  @Override
  public AddedSlot addSlot(NewSlot slot) {
    SlotKeeping.Kept kept = keeping.keep(slot);
    try (Secret _ = kept.secret()) {
      engine.ask(agent -> agent.send("POST", "/v1/slots", SafetyCodec.newSlot(kept)));
      return keeping.told(kept);
    } catch (KeymasterException e) {
      if (e.code() != Code.FAILURE) { // otherwise nobody knows whether the slot is there
        keeping.forget(kept.slot());
      }
      throw e;
    }
  }

  @Override
  public Slot removeSlot(String idOrLabel) {
    JsonWriter chosen = new JsonWriter().set("slot", idOrLabel);
    Slot removed = slot(engine.json(agent -> agent.send("POST", "/v1/slots/remove", chosen)));
    keeping.forget(removed);
    return removed;
  }

  @Override
  public Slot changePassphrase(String idOrLabel, Secret next) {
    try (next) {
      return slot(
          engine.json(agent ->
              agent.send("POST", "/v1/slots/passphrase", new Pairs().add(idOrLabel, next))));
    }
  }

  /** Each slot's secret is proven to the agent before any of them is sent to stay. */
  @Override
  public List<Slot> rekey() {
    List<SlotKeeping.Kept> kept = new ArrayList<>();
    try {
      List<Slot> slots = status().slots();
      slots.stream()
          .filter(slot -> slot.kind() != SlotKind.RECOVERY)
          .forEach(slot -> keep(slot, kept));
      if (kept.isEmpty()) {
        slots.stream()
            .filter(slot -> slot.kind() == SlotKind.RECOVERY)
            .forEach(slot -> keep(slot, kept));
      }
      return SafetyCodec.slots(
          engine.json(agent -> agent.send("POST", "/v1/rekey", secrets(kept))));
    } finally {
      kept.forEach(slot -> slot.secret().close());
    }
  }

  private void keep(Slot slot, List<SlotKeeping.Kept> kept) {
    keeping
        .proven(slot, (tried, secret) -> opens(tried, secret))
        .ifPresent(secret -> kept.add(new SlotKeeping.Kept(slot, secret)));
  }

  private Optional<Secret> opens(Slot slot, Secret secret) {
    return engine.attempt(slot, secret).map(opened -> secret.copy());
  }

  private static Pairs secrets(List<SlotKeeping.Kept> kept) {
    Pairs pairs = new Pairs();
    kept.forEach(slot -> pairs.add(slot.slot().id(), slot.secret()));
    return pairs;
  }

  @Override
  public void acceptOlder() {
    engine.ask(agent -> agent.send("POST", "/v1/accept-older"));
  }

  @Override
  public Fingerprints.@Nullable Book fingerprints() {
    return local.fingerprints();
  }

  @Override
  public int fingerprint() {
    JsonObject json = engine.json(agent -> agent.send("POST", "/v1/fingerprint"));
    int added = json.integer("added");
    json.end();
    return added;
  }

  @Override
  public VerifyReport verify() {
    return VaultCodec.report(engine.json(agent -> agent.send("POST", "/v1/verify")));
  }

  @Override
  public int backup(Selection selection, Secret passphrase, OutputStream out) {
    return new RemoteBackups(engine, local).write(selection, passphrase, out);
  }

  @Override
  public List<SafetyCopy> copies() {
    return SafetyCodec.copies(engine.json(agent -> agent.send("GET", "/v1/copies")));
  }

  @Override
  public RestoreReport restoreCopy(String id, Selection selection) {
    JsonWriter chosen =
        new JsonWriter().set("id", id).set("selection", SafetyCodec.selection(selection));
    return SafetyCodec.restored(
        engine.json(agent -> agent.send("POST", "/v1/copies/restore", chosen)));
  }

  @Override
  public RestoreReport restore(Selection selection, Secret passphrase, InputStream in) {
    return new RemoteBackups(engine, local).restore(selection, passphrase, in);
  }
}

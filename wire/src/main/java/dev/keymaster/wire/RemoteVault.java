package dev.keymaster.wire;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.RestoreReport;
import dev.keymaster.model.SafetyCopy;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotSource;
import dev.keymaster.model.VaultStatus;
import dev.keymaster.model.VerifyReport;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Requests about the vault as a whole. Most are done in this process, where the sources of slots
 * are, and so prove a slot's secret anew; an agent notices what they change.
 */
record RemoteVault(RemoteEngine engine, Vault local) implements Vault {
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
    return local.unlock();
  }

  @Override
  public AddedSlot addSlot(NewSlot slot) {
    return local.addSlot(slot);
  }

  @Override
  public Slot removeSlot(String idOrLabel) {
    return local.removeSlot(idOrLabel);
  }

  @Override
  public Slot changePassphrase(String idOrLabel, Secret next) {
    return local.changePassphrase(idOrLabel, next);
  }

  @Override
  public List<Slot> rekey() {
    return local.rekey();
  }

  @Override
  public void acceptOlder() {
    local.acceptOlder();
  }

  @Override
  public VerifyReport verify() {
    return VaultCodec.report(engine.json(agent -> agent.send("POST", "/v1/verify")));
  }

  @Override
  public int backup(Selection selection, Secret passphrase, OutputStream out) {
    return local.backup(selection, passphrase, out);
  }

  @Override
  public List<SafetyCopy> copies() {
    return local.copies();
  }

  @Override
  public RestoreReport restoreCopy(String id, Selection selection) {
    return local.restoreCopy(id, selection);
  }

  @Override
  public RestoreReport restore(Selection selection, Secret passphrase, InputStream in) {
    return local.restore(selection, passphrase, in);
  }
}

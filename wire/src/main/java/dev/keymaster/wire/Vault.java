package dev.keymaster.wire;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.Fingerprints;
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
import org.jspecify.annotations.Nullable;

/** Requests about the vault as a whole. */
public interface Vault {
  /** Tells what can be told without opening it; never prompts. */
  VaultStatus status();

  /**
   * Looks at every place that secrets of slots come from; never prompts and never fails. A new
   * vault best gets a keychain slot where the keychain is READY, else a passphrase.
   */
  List<SlotSource> sources();

  /** Creates the vault with these slots; CONFLICT if there is one already. */
  List<AddedSlot> create(List<NewSlot> slots);

  /** Opens the vault and checks the summary of its whole state; returns the slot that opened it. */
  Slot unlock();

  /** Adds a slot. */
  AddedSlot addSlot(NewSlot slot);

  /** Removes a slot by id or label; CONFLICT if it is the last one. */
  Slot removeSlot(String idOrLabel);

  /** Replaces the passphrase of the (only, or named) passphrase slot; closes {@code next}. */
  Slot changePassphrase(String idOrLabel, Secret next);

  /**
   * Replaces root key, account key and locator key and seals every row anew. Slots whose secret is
   * not at hand (other passphrases, recovery code) are dropped; the result lists them.
   */
  List<Slot> rekey();

  /**
   * Accepts the vault file as it is although this machine has seen a newer state of it: for an
   * owner who put an older copy back on purpose. Recorded.
   */
  void acceptOlder();

  /** Returns what tells the vault's values where they are met; null if nothing; never prompts. */
  Fingerprints.@Nullable Book fingerprints();

  /**
   * Fingerprints the values that have no fingerprint on this machine yet; returns how many those
   * were. No value leaves the engine.
   */
  int fingerprint();

  /** Reads and checks everything: rows, state tree, values, log. Findings do not throw. */
  VerifyReport verify();

  /** Writes the chosen keys with all versions, sealed under a passphrase of its own; closes it. */
  int backup(Selection selection, Secret passphrase, OutputStream out);

  /** Returns the safety copies that can be restored, oldest first. */
  List<SafetyCopy> copies();

  /**
   * Brings the chosen keys of a safety copy back; NOT_FOUND if there is none of that id.
   *
   * @param id of the copy, or its beginning
   */
  RestoreReport restoreCopy(String id, Selection selection);

  /** Reads a backup and stores the chosen keys of it; closes the passphrase. */
  RestoreReport restore(Selection selection, Secret passphrase, InputStream in);
}

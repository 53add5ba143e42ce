package dev.keymaster.wire;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.NewSlot;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import java.util.Optional;
import java.util.function.BiFunction;

/** Port: makes the secrets of slots and keeps them where they belong, on the side of the person. */
public interface SlotKeeping {
  /**
   * A slot and its secret.
   *
   * @param secret whoever receives this closes it
   */
  record Kept(Slot slot, Secret secret) {}

  /**
   * Makes a slot's secret and puts it where it belongs; USAGE for a passphrase that is too weak.
   */
  Kept keep(NewSlot slot);

  /** Has the secret of a slot that is gone deleted where it is kept, if that can be reached. */
  void forget(Slot slot);

  /** Returns the slot with what a person has to write down. */
  AddedSlot told(Kept slot);

  /**
   * Returns the secret of a slot if it is at hand and the right one; may ask a person.
   *
   * @param opens returns the secret, copied, if it opens the slot
   */
  Optional<Secret> proven(Slot slot, BiFunction<Slot, Secret, Optional<Secret>> opens);
}

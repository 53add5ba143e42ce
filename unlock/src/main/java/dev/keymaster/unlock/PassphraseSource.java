package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.LOCKED;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.Optional;

/**
 * Asks for the passphrase of a slot. Hands on the bytes as typed: the core normalises (NFC) and
 * stretches them. As thread-safe as its prompt.
 */
public final class PassphraseSource implements RootKeySource {
  private static final String HINT =
      "run it on a terminal, or give --passphrase-fd N or --passphrase-file PATH";
  private final Prompt prompt;

  /** Makes a source that asks through {@code prompt}. */
  public PassphraseSource(Prompt prompt) {
    this.prompt = prompt;
  }

  @Override
  public SlotKind kind() {
    return SlotKind.PASSPHRASE;
  }

  @Override
  public Probe probe() {
    return prompt.probe();
  }

  /**
   * Asks; never empty.
   *
   * @throws KeymasterException LOCKED if nobody can be asked or nothing was typed
   */
  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    Secret typed =
        prompt
            .ask("Passphrase (slot " + Printable.quote(slot.label()) + "): ")
            .orElseThrow(() ->
                new KeymasterException(LOCKED, "a passphrase is needed, no one to ask", HINT));
    if (typed.length() == 0) {
      throw new KeymasterException(LOCKED, "no passphrase was typed", HINT);
    }
    return Optional.of(typed);
  }

  /** Stores nothing: a person remembers it. */
  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    return slot.label();
  }

  @Override
  public void forget(String vaultId, Slot slot) {
    // a person remembers it
  }
}

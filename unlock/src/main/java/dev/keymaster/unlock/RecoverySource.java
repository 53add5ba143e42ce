package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.LOCKED;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.Optional;
import java.util.function.Function;

/** Asks for the recovery code that was printed once. As thread-safe as its prompt. */
public final class RecoverySource implements RootKeySource {
  private static final String HINT = "run it on a terminal, with the printed recovery code at hand";
  private final Prompt prompt;
  private final Function<Secret, Secret> parse;

  /**
   * Makes a source that asks through {@code prompt}.
   *
   * @param parse turns the typed code into its 20 bytes, or throws a {@link KeymasterException}
   *     that says what is wrong with it; does not close what it is given
   */
  public RecoverySource(Prompt prompt, Function<Secret, Secret> parse) {
    this.prompt = prompt;
    this.parse = parse;
  }

  @Override
  public SlotKind kind() {
    return SlotKind.RECOVERY;
  }

  @Override
  public Probe probe() {
    return prompt.probe();
  }

  /**
   * Asks; never empty.
   *
   * @throws KeymasterException LOCKED if nobody can be asked or nothing was typed, and what {@code
   *     parse} throws
   */
  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    String text = "Recovery code (slot " + Printable.quote(slot.label()) + "): ";
    Secret answer =
        prompt
            .ask(text)
            .orElseThrow(() ->
                new KeymasterException(LOCKED, "a recovery code is needed, no one to ask", HINT));
    try (Secret typed = answer) {
      if (typed.length() == 0) {
        throw new KeymasterException(LOCKED, "no recovery code was typed", HINT);
      }
      return Optional.of(parse.apply(typed));
    }
  }

  /** Stores nothing: it is on paper. */
  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    return slot.label();
  }

  @Override
  public void forget(String vaultId, Slot slot) {
    // it is on paper
  }
}

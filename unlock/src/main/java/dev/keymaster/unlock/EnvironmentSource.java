package dev.keymaster.unlock;

import static dev.keymaster.model.KeymasterException.Code.LOCKED;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.RootKeySource;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes the key of a slot from {@value #VARIABLE}, for CI. Holds the text form of a key file, or 32
 * bytes in base64, base64url or hex. The old name {@value #OLD_VARIABLE} works with a warning.
 * Thread-safe if its functions are.
 */
public final class EnvironmentSource implements RootKeySource {
  /** The variable that holds the key. */
  public static final String VARIABLE = "KEYMASTER_MASTER_KEY";

  /** The variable that older tools used. */
  public static final String OLD_VARIABLE = "API_KEY_MASTER";

  private static final String HINT =
      "set " + VARIABLE + " to what 'keymaster vault slots add' printed for this slot";
  private final Function<String, Optional<Secret>> variables;
  private final Consumer<String> warnings;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Makes a source.
   *
   * @param variables the UTF-8 bytes of the variable of that name, closed by this source; empty if
   *     it is not set
   * @param warnings shows one line to a person
   */
  public EnvironmentSource(
      Function<String, Optional<Secret>> variables, Consumer<String> warnings) {
    this.variables = variables;
    this.warnings = warnings;
  }

  /** Looks variables up in a map such as the environment of the process. */
  public static Function<String, Optional<Secret>> variables(Map<String, String> environment) {
    return name ->
        Optional.ofNullable(environment.get(name))
            .map(value -> Secret.taking(value.getBytes(UTF_8)));
  }

  @Override
  public SlotKind kind() {
    return SlotKind.ENVIRONMENT;
  }

  @Override
  public Probe probe() {
    if (isSet(VARIABLE) || isSet(OLD_VARIABLE)) {
      return new Probe(Availability.READY, "");
    }
    return new Probe(Availability.ABSENT, VARIABLE + " is not set");
  }

  private boolean isSet(String name) {
    return variables
        .apply(name)
        .map(value -> {
          try (value) {
            return value.length() > 0;
          }
        })
        .orElse(false);
  }

  /**
   * Returns the key, or empty if no variable is set.
   *
   * @throws KeymasterException LOCKED if the variable does not hold a key
   */
  @Override
  public Optional<Secret> secret(String vaultId, Slot slot) {
    if (isSet(VARIABLE)) {
      return Optional.of(key(VARIABLE));
    }
    if (!isSet(OLD_VARIABLE)) {
      return Optional.empty();
    }
    if (!warned.getAndSet(true)) {
      warnings.accept(OLD_VARIABLE + " is an old name: use " + VARIABLE + " instead");
    }
    return Optional.of(key(OLD_VARIABLE));
  }

  @RevealsSecret("decodes the text of the variable")
  private Secret key(String name) {
    try (Secret text = variables.apply(name).orElseGet(() -> Secret.copyOf(new byte[0]))) {
      byte[] bytes = text.reveal();
      Optional<Secret> key = KeyText.parseLoosely(bytes);
      Arrays.fill(bytes, (byte) 0);
      return key.orElseThrow(
          () -> new KeymasterException(LOCKED, name + " does not hold a key of 32 bytes", HINT));
    }
  }

  /** Stores nothing: whoever adds the slot is shown the key once. */
  @Override
  public String store(String vaultId, Slot slot, Secret secret) {
    return slot.label();
  }

  @Override
  public void forget(String vaultId, Slot slot) {
    // the variable is not ours
  }
}

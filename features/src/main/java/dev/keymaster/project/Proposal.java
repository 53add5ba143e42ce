package dev.keymaster.project;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Variable;
import dev.keymaster.catalogue.VariableUse;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.ServiceName;
import java.util.Optional;

/**
 * Which key a variable would be: what an import of a {@code .env} file would call it too.
 *
 * @param variable as programs read it
 * @param key its name in the vault
 * @param service whose key it is
 */
public record Proposal(String variable, KeyName key, ServiceName service) {
  /** Returns the key that a variable carries; empty if it carries none by its name. */
  public static Optional<Proposal> of(String variable, Catalogue catalogue) {
    if (ControlVariables.contains(variable)) {
      return Optional.empty();
    }
    Optional<VariableUse> use = catalogue.variable(variable);
    if (use.isPresent()) {
      return use.filter(known -> known.variable().role() == Variable.Role.KEY)
          .map(known -> ofProvider(variable, known.provider()));
    }
    return ImportPlan.soundsSecret(variable)
        ? Optional.of(new Proposal(variable, ImportPlan.named(variable), ServiceName.CUSTOM))
        : Optional.empty();
  }

  /** Returns the command that stores it, without the name of the program. */
  public String command() {
    return key.value().equals(service.value())
        ? "add " + key
        : "add " + key + " --service " + service + " --variable " + variable;
  }

  private static Proposal ofProvider(String variable, Provider provider) {
    boolean first = provider.variable().equals(variable);
    KeyName name = first ? new KeyName(provider.name().value()) : ImportPlan.named(variable);
    return new Proposal(variable, name, provider.name());
  }
}

package dev.keymaster.cli;

import dev.keymaster.catalogue.Capability;
import dev.keymaster.catalogue.Provider;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code providers list}. */
@Command(
    description =
        "A table on a terminal, otherwise one name per line. Keys of other services are kept just"
            + " as well; of these their looks, variables and addresses are known.",
    footer = {"  keymaster providers list", "  keymaster providers list --json"})
final class ProvidersListVerb extends Verb {
  @Option(names = "--plain", description = "one name per line, also on a terminal")
  boolean plain;

  @Override
  int run(Session session) {
    List<Provider> providers = session.catalogue().providers();
    Output output = session.output();
    if (output.json()) {
      List<Json> objects = providers.stream().map(ProviderJson::object).toList();
      output.json(Json.document("providers").objects("providers", objects));
    } else if (plain || !session.world().terminal().has(Terminal.Stream.OUT)) {
      providers.forEach(provider -> output.line(provider.name().value()));
    } else {
      table(session, providers);
    }
    return 0;
  }

  private static void table(Session session, List<Provider> providers) {
    Table table = new Table("NAME", "PROVIDER", "MINT", "REVOKE", "USAGE", "VARIABLE");
    for (Provider provider : providers) {
      table.row(
          provider.name().value(),
          provider.title(),
          word(provider.mint()),
          word(provider.revoke()),
          word(provider.usage()),
          provider.variable());
    }
    session.print(table);
  }

  private static String word(Capability capability) {
    return capability.supported() ? "yes" : "no";
  }
}

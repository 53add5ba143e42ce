package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code providers login SERVICE}. */
@Command(
    description =
        "Takes the credential that manages keys at a provider (at OpenRouter: a management key, at"
            + " Google: the JSON file of a service account's key), asks the provider whether it is"
            + " one, and keeps it where no list shows it and nobody is handed it. It is sent to the"
            + " provider's address as it is set now, and nowhere else.",
    footer = {
      "  keymaster providers login openrouter",
      "  keymaster providers login openrouter --stdin < key.txt",
      "  keymaster providers login google --from-file key.json"
    })
final class ProvidersLoginVerb extends Verb implements TakesSecret {
  @Parameters(paramLabel = "SERVICE", description = "the provider")
  String service = "";

  @Mixin SecretInput input = new SecretInput();

  @Override
  int run(Session session) {
    session.names().refuseValue(service, "providers login");
    Provider provider =
        session
            .catalogue()
            .provider(new ServiceName(service))
            .orElseThrow(() ->
                KeymasterException.usage(
                    "no provider is called " + service, "keymaster providers list"));
    Secret credential = input.read(session, ProviderLogin.prompt(provider), Intent.provider());
    String account = ProviderLogin.take(session, provider, credential);
    if (session.output().json()) {
      session.output().json(Json.document("login").set("service", service).set("account", account));
    }
    return 0;
  }
}

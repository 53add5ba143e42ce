package dev.keymaster.cli;

import dev.keymaster.model.ServiceName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code providers logout SERVICE}. */
@Command(
    description =
        "Forgets the credential that manages keys at a provider. Keys that it made stay as they are,"
            + " but are neither rotated nor revoked any more. At the provider the credential stays"
            + " good: revoke it there.",
    footer = {"  keymaster providers logout openrouter"})
final class ProvidersLogoutVerb extends Verb {
  @Parameters(paramLabel = "SERVICE", description = "the provider")
  String service = "";

  @Override
  int run(Session session) {
    session.names().refuseValue(service, "providers logout");
    session.engine().lifecycle().logout(new ServiceName(service));
    session.output().note("forgot the credential that manages keys at " + service);
    return 0;
  }
}

package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.project.Setting;
import java.util.Optional;

/** How a credential that manages keys at a provider gets into the vault. */
final class ProviderLogin {
  private ProviderLogin() {}

  /** What the credential is called where it is asked for. */
  static String prompt(Provider provider) {
    return "Credential that manages keys at " + provider.title();
  }

  /** Has it checked and stored, for the address as it is set now; closes it. Says whose it is. */
  static String take(Session session, Provider provider, Secret credential) {
    String address =
        session.surroundings().settings().effective(Setting.baseUrl(provider.name())).value();
    String account = session.engine().lifecycle().login(provider.name(), credential, address);
    if (!session.output().json()) {
      String whose = account.isEmpty() ? "" : ": " + account;
      session.output().note("keys at " + provider.title() + " can be managed" + whose);
    }
    return account;
  }

  /** Offers it in a fresh home. What goes wrong is told, and can be done later. */
  static void offer(Session session) {
    Optional<String> name =
        session
            .person()
            .offered(
                "Let Keymaster make, rotate and revoke keys at a provider? Its name, such as"
                    + " openrouter, or nothing to leave that for later");
    try {
      name.map(text -> KnownProvider.named(session, text))
          .ifPresent(provider -> {
            String hint = "keymaster providers login " + provider.name();
            take(session, provider, session.person().secret(prompt(provider) + ": ", hint));
          });
    } catch (KeymasterException e) {
      String later = "; later: keymaster providers login " + name.orElse("SERVICE");
      session.output().warn(e.getMessage() + later);
    }
  }
}

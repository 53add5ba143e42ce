package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;

/** The step of {@code setup} that takes the credential which manages keys at the provider. */
final class SetupLogin {
  private static final String CAN = "verify-admin";

  private final Session session;
  private final Provider provider;
  private final SetupTalk talk;

  SetupLogin(Session session, Provider provider, SetupTalk talk) {
    this.session = session;
    this.provider = provider;
    this.talk = talk;
  }

  /** Tells whether there is such a thing at a provider. */
  static boolean isPossible(Provider provider) {
    return provider.does().contains(CAN);
  }

  /**
   * Takes it unless it is there; returns whether it is there now.
   *
   * @param needed whether the next step cannot do without
   */
  boolean run(SetupOptions options, boolean needed) {
    if (session.engine().lifecycle().loggedIn(provider.name())) {
      talk.say("there already");
      if (options.givesCredential()) {
        session.output().warn("the one that was given is not used; it replaces it by: " + later());
      }
      return true;
    }
    Secret given = options.credential(session);
    if (given != null) {
      ProviderLogin.take(session, provider, given);
      return true;
    }
    boolean wanted = needed || (!options.noLogin && offered());
    while (wanted) {
      if (taken(needed)) {
        return true;
      }
      wanted = session.person().agrees("Try another one?");
    }
    talk.say("left out; later: " + later());
    return false;
  }

  private boolean offered() {
    talk.say(
        "with it Keymaster itself "
            + String.join(", ", SetupTalk.abilities(provider))
            + " keys there; it is handed to nobody");
    return session.person().agrees("Log in with one now?");
  }

  /** What goes wrong is told where somebody can try another one. */
  private boolean taken(boolean needed) {
    try {
      String prompt = ProviderLogin.prompt(provider) + ": ";
      ProviderLogin.take(session, provider, session.person().secret(prompt, later()));
      return true;
    } catch (KeymasterException e) {
      boolean again = e.code() == Code.FINDINGS || e.code() == Code.UNAVAILABLE;
      if (!again || (needed && !session.person().present())) {
        throw e;
      }
      session.output().warn(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private String later() {
    return "keymaster providers login " + provider.name();
  }
}

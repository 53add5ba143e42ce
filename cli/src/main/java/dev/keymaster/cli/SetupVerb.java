package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code setup PROVIDER}. */
@Command(
    description =
        "From nothing to a key that is known to be good, in the vault and in a project, step by step:"
            + " makes the vault, takes the credential that manages keys where there is one, has the"
            + " provider make the key or takes yours, asks the provider whether it is good, takes it"
            + " into the project. What is done already is said and not done again, so that it goes"
            + " on where it ended.",
    footer = {
      "  keymaster setup openai",
      "  keymaster setup openrouter --mint --limit 5usd --reset monthly",
      "  keymaster setup anthropic --env prod --name anthropic-batch",
      "  keymaster setup stability --from-file key.txt --key-file ~/.keys/vault.key --project",
      "  keymaster setup                   asks which provider"
    })
final class SetupVerb extends Verb implements TakesSecret {
  @Parameters(
      paramLabel = "PROVIDER",
      arity = "0..1",
      description = "its name in keymaster providers list")
  @Nullable String named;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "name of the key; the provider's if left out")
  @Nullable String name;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = "when it ceases to be valid, with --mint at the provider too: 90d, 2027-01-31")
  @Nullable String expires;

  @Mixin SetupOptions options = new SetupOptions();
  @Mixin SecretInput input = new SecretInput();
  @Mixin MintOptions order = new MintOptions();
  @Mixin NewVault vault = new NewVault();

  @Override
  int run(Session session) {
    options.check();
    order.check();
    Provider provider = KnownProvider.named(session, named == null ? ask(session) : named);
    if (name != null) {
      session.names().refuseValue(name, "setup " + provider.name() + " --name");
    }
    SetupTalk talk = new SetupTalk(session, provider);
    if (order.mint && !talk.mints()) {
      throw KeymasterException.usage(
          provider.title() + " makes no keys by API", "without --mint a person makes it");
    }
    if (order.mint && (input.given() || options.replace)) {
      throw KeymasterException.usage(
          "--mint makes the value of a new key", "keymaster rotate replaces one that is there");
    }
    try {
      return walk(session, provider, talk);
    } catch (KeymasterException e) {
      talk.broken(e);
      throw e;
    }
  }

  private int walk(Session session, Provider provider, SetupTalk talk) {
    talk.step("the vault");
    vault(session, talk);
    KeyRef ref = session.names().keyRef(name == null ? provider.name().value() : name);
    boolean managed = false;
    if (SetupLogin.isPossible(provider)) {
      talk.step("the credential that manages keys at " + provider.title());
      managed = new SetupLogin(session, provider, talk).run(options, order.mint);
    }
    talk.step("the key " + ref.name() + " in " + ref.environment());
    SetupKey key = new SetupKey(session, provider, ref, talk, input, order);
    if (!key.run(managed, options.replace, expires)) {
      talk.later();
      return 0;
    }
    talk.step("is it good?");
    int code = verified(session, ref, key, talk);
    talk.step("the project");
    new SetupProject(session, ref, talk, options).run();
    talk.end(ref);
    return code;
  }

  private static String ask(Session session) {
    List<String> names =
        session.catalogue().providers().stream().map(provider -> provider.name().value()).toList();
    session.output().note("Known: " + String.join(", ", names));
    return session.person().line("Which provider", "keymaster setup PROVIDER");
  }

  private void vault(Session session, SetupTalk talk) {
    if (session.engine().vault().status().exists()) {
      talk.say("there already");
      return;
    }
    if (!options.yes && !vault.given()) {
      if (!session.person().present()) {
        throw new KeymasterException(
            Code.LOCKED, "there is no vault", "--yes makes one, or keymaster init");
      }
      talk.say("there is none. It keeps your keys in one sealed file on this machine, and unlocks");
      talk.say("by the keychain of your desktop, where there is one, or by a passphrase");
      session.person().confirm("Make it?", "keymaster setup goes on from here");
    }
    vault.make(session, new RecoveryPage());
  }

  private int verified(Session session, KeyRef ref, SetupKey key, SetupTalk talk) {
    if (options.noVerify) {
      talk.say("left out; later: keymaster verify " + ref.name());
      return 0;
    }
    int code = talk.verified(ref);
    while (code != 0 && session.person().agrees("Take another key in its place?")) {
      key.again();
      code = talk.verified(ref);
    }
    return code;
  }
}

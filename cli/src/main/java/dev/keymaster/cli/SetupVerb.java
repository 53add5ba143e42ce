package dev.keymaster.cli;

import dev.keymaster.catalogue.Provider;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code setup PROVIDER}. */
@Command(
    description =
        "Says where keys of the provider are made and how they look, takes the new one hidden, checks"
            + " that it is one of theirs and stores it under the provider's name.",
    footer = {
      "  keymaster setup openai",
      "  keymaster setup anthropic --env prod --name anthropic-batch",
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

  @Mixin SecretInput input = new SecretInput();

  @Override
  int run(Session session) {
    Provider provider = KnownProvider.named(session, named == null ? ask(session) : named);
    KeyRef ref = ref(session, provider);
    Optional<KeySummary> there = existing(session, ref);
    there.ifPresent(key -> confirmNewVersion(session, key));
    SetupTalk talk = new SetupTalk(session, provider);
    talk.begin();
    Secret value = input.read(session, provider.title() + " key", intent(ref, provider, there));
    check(session, provider, value);
    talk.recognised(value);
    NewKey key = key(session, provider, ref, value, there.isPresent());
    StoredReport.print(session, session.engine().keys().store(List.of(key)).getFirst());
    int code = talk.verified(ref);
    talk.end(ref);
    return code;
  }

  /** A key that is there keeps its service. */
  private static Intent intent(KeyRef ref, Provider provider, Optional<KeySummary> there) {
    return Intent.store(ref, there.isPresent() ? null : provider.name());
  }

  private static String ask(Session session) {
    List<String> names =
        session.catalogue().providers().stream().map(provider -> provider.name().value()).toList();
    session.output().note("Known: " + String.join(", ", names));
    return session.person().line("Which provider", "keymaster setup PROVIDER");
  }

  private KeyRef ref(Session session, Provider provider) {
    if (name == null) {
      return session.names().keyRef(provider.name().value());
    }
    session.names().refuseValue(name, "setup " + provider.name() + " --name");
    return session.names().keyRef(name);
  }

  private static Optional<KeySummary> existing(Session session, KeyRef ref) {
    Selection one = new Selection(ref.environment(), null, ref.name());
    return session.engine().keys().list(one).stream().findFirst();
  }

  /** Before a value is typed that could then not be stored. */
  private static void confirmNewVersion(Session session, KeySummary key) {
    String which = key.name() + " in " + key.environment();
    if (!session.person().present()) {
      throw new KeymasterException(
          Code.CONFLICT,
          "there is a key " + which + " already",
          "keymaster edit " + key.name() + " --value stores a new version; or choose a --name");
    }
    session
        .person()
        .confirm(
            "There is a key " + which + " already (" + key.hint() + "). Store a new version?",
            "--name NAME stores it under another name");
  }

  /** A value of another kind is stored only if somebody says so. */
  private static void check(Session session, Provider provider, Secret value) {
    Optional<String> doubt = session.catalogue().wrongKind(provider.name(), value);
    if (doubt.isEmpty()) {
      return;
    }
    try {
      if (!session.person().present()) {
        throw KeymasterException.usage(
            "the value " + doubt.get(),
            "keymaster add NAME --service " + provider.name() + " stores it all the same");
      }
      session
          .person()
          .confirm("The value " + doubt.get() + ". Store it all the same?", "try the right key");
    } catch (KeymasterException e) {
      value.close();
      throw e;
    }
  }

  /** A new version keeps what is said about the key. */
  private static NewKey key(
      Session session, Provider provider, KeyRef ref, Secret value, boolean there) {
    return new NewKey(
        ref.environment(),
        ref.name(),
        value,
        there ? null : KeyDetails.of(provider.name()),
        session.catalogue().hint(value),
        there ? NewKey.Mode.NEW_VERSION : NewKey.Mode.CREATE);
  }
}

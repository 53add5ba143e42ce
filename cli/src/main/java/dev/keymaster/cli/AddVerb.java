package dev.keymaster.cli;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Recognised;
import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyDetails;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.NewKey;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Selection;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.ServiceUser;
import dev.keymaster.model.Stored;
import dev.keymaster.project.ControlVariables;
import dev.keymaster.wire.Access;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code add [NAME]}. */
@Command(
    description =
        "The value is asked for, or read from standard input, or taken from one of the places below;"
            + " never from the command line. The service is told from --service, else from the"
            + " name, else from the look of the value.",
    footer = {
      "  keymaster add openai",
      "  keymaster add openai --env prod --tag team-a --expires 90d < key.txt",
      "  keymaster add --service stability --from-env STABILITY_API_KEY",
      "  keymaster add webhook-secret --generate --format hex",
      "  keymaster add ci-runner --mint --service openrouter --limit 5usd --reset monthly"
    })
final class AddVerb extends Verb implements TakesSecret {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "name of the key; the service's name if left out")
  @Nullable String name;

  @Mixin DetailOptions details = new DetailOptions();
  @Mixin SecretInput input = new SecretInput();
  @Mixin MintOptions order = new MintOptions();

  @Option(names = "--generate", description = "make a random value")
  boolean generate;

  @Option(names = "--bytes", paramLabel = "N", description = "entropy of --generate, default 32")
  int bytes = 32;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "look of --generate: base64url, hex or alphanumeric")
  String format = "base64url";

  @Option(
      names = "--allow",
      paramLabel = "CALLER,…",
      split = ",",
      description =
          "hand it out to these only: person, script, agent, agent:NAME, program:NAME, uid:NUMBER")
  List<String> allow = List.of();

  @Override
  int run(Session session) {
    KeyRef ref = ref(session);
    session.names().refuseValue(ref.name().value(), "add");
    order.check();
    if (order.mint) {
      return mint(session, ref);
    }
    Secret value = value(session, ref);
    KeyDetails said = said(session, ref, value);
    KindCheck.warn(session, said.service(), value);
    restrict(session, ref);
    Stored stored = store(session, ref, value, said);
    StoredReport.print(session, stored);
    return 0;
  }

  private int mint(Session session, KeyRef ref) {
    if (input.given() || generate) {
      throw KeymasterException.usage("--mint makes the value", "leave the other source out");
    }
    ServiceName service =
        details.service == null ? named(session, ref) : new ServiceName(details.service);
    KeyDetails said = said(session, ref, service);
    KeyDetails ordered = order.ordered(said, session.now());
    restrict(session, ref);
    KeyRecord key = session.engine().lifecycle().mint(ref, ordered);
    StoredReport.print(session, new Stored(Stored.Outcome.CREATED, key));
    return 0;
  }

  private static ServiceName named(Session session, KeyRef ref) {
    return byName(session.catalogue(), ref)
        .orElseThrow(() ->
            KeymasterException.usage(
                "which provider is to make the key?",
                "keymaster add NAME --mint --service SERVICE"));
  }

  /** The line is in the policy before there is anything that it could be late for. */
  private void restrict(Session session, KeyRef ref) {
    if (!allow.isEmpty()) {
      Access access = session.engine().access();
      String callers = String.join(", ", allow).replace('\n', ' ');
      String line =
          "deny reveal, deliver in "
              + ref.environment()
              + " key "
              + ref.name()
              + " unless "
              + callers;
      access.changePolicy(line + "\n" + access.policy());
    }
  }

  private KeyRef ref(Session session) {
    String chosen = name == null ? details.service : name;
    if (chosen == null) {
      throw KeymasterException.usage("NAME is missing", "keymaster add NAME, or --service SERVICE");
    }
    KeyRef ref = session.names().ref(chosen);
    if (ref.version() != null) {
      throw KeymasterException.usage(
          "versions are numbered by the vault", "keymaster edit " + ref.name() + " --value");
    }
    if (ServiceUser.isReserved(ref.environment())) {
      throw KeymasterException.usage(
          "the environment " + ref.environment() + " is Keymaster's own", "keymaster keys store");
    }
    return ref;
  }

  private Secret value(Session session, KeyRef ref) {
    if (input.page) {
      refuseExisting(session, ref);
    }
    if (!generate) {
      String what = "Value of " + ref.name() + " in " + ref.environment();
      return input.read(session, what, Intent.store(ref, expected(session, ref)));
    }
    if (input.given()) {
      throw KeymasterException.usage("--generate makes the value", "leave the other source out");
    }
    return new Generator(session.world().randomness()).value(bytes, format);
  }

  /** The service as far as it can be told without the value. */
  private ServiceName expected(Session session, KeyRef ref) {
    return details.service == null
        ? byName(session.catalogue(), ref).orElse(ServiceName.CUSTOM)
        : new ServiceName(details.service);
  }

  /** Who types on a page has left by the time that it is stored. */
  private static void refuseExisting(Session session, KeyRef ref) {
    Selection same = new Selection(ref.environment(), null, ref.name());
    if (!session.names().list(same).isEmpty()) {
      throw exists(ref, ref + " exists already", null);
    }
  }

  private static KeymasterException exists(KeyRef ref, String what, @Nullable Throwable cause) {
    String hint = "keymaster edit " + ref.name() + " --value stores a new version";
    return new KeymasterException(Code.CONFLICT, what, hint, cause);
  }

  private KeyDetails said(Session session, KeyRef ref, Secret value) {
    ServiceName service =
        details.service == null
            ? guess(session.catalogue(), ref, value)
            : new ServiceName(details.service);
    return said(session, ref, service);
  }

  private KeyDetails said(Session session, KeyRef ref, ServiceName service) {
    KeyDetails said =
        details.edit(session.now(), List.of(), null, List.of()).applyTo(KeyDetails.of(service));
    ControlVariables.refuse(session.names().variable(said, ref.name()));
    return said;
  }

  /** By the name, or by what the value certainly is. */
  private static ServiceName guess(Catalogue catalogue, KeyRef ref, Secret value) {
    return byName(catalogue, ref)
        .or(() ->
            catalogue.recognise(value).stream()
                .map(Recognised::kind)
                .filter(kind -> kind.evidence() != KeyKind.Evidence.GUESS)
                .map(KeyKind::service)
                .findFirst())
        .orElse(ServiceName.CUSTOM);
  }

  private static Optional<ServiceName> byName(Catalogue catalogue, KeyRef ref) {
    return catalogue.providers().stream()
        .map(Provider::name)
        .filter(name -> name.value().equals(ref.name().value()))
        .findFirst();
  }

  private static Stored store(Session session, KeyRef ref, Secret value, KeyDetails said) {
    String hint = session.catalogue().hint(value);
    NewKey key = new NewKey(ref.environment(), ref.name(), value, said, hint, NewKey.Mode.CREATE);
    try {
      return session.engine().keys().store(List.of(key)).getFirst();
    } catch (KeymasterException e) {
      if (e.code() != Code.CONFLICT || !e.hint().isEmpty()) {
        throw e;
      }
      throw exists(ref, String.valueOf(e.getMessage()), e);
    }
  }
}

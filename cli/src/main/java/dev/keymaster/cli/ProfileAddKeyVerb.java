package dev.keymaster.cli;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Profile;
import dev.keymaster.model.ProfileKey;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.WebAddress;
import dev.keymaster.project.ControlVariables;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code profile add-key PROFILE NAME}. */
@Command(
    description =
        "Adds a key to a profile, or changes how the profile hands it out. NAME means the key of that"
            + " name in the environment in force when the profile is used; km://ENV/NAME that one"
            + " whatever is in force. Limits are kept and shown; the proxy will enforce them.",
    footer = {
      "  keymaster profile add-key research openai",
      "  keymaster profile add-key research km://prod/openai --as OPENAI_PROD_KEY",
      "  keymaster profile add-key research km://dev/llm --provider openai --endpoint https://llm.example/v1",
      "  keymaster profile add-key research openai --rpm 60 --tpm 100000"
    })
final class ProfileAddKeyVerb extends Verb {
  @Parameters(index = "0", paramLabel = "PROFILE", description = "of which profile")
  String profile = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "name of the key, or km://ENV/NAME")
  String name = "";

  @Option(names = "--as", paramLabel = "VAR", description = "the variable it becomes")
  @Nullable String variable;

  @Option(
      names = "--provider",
      paramLabel = "SERVICE",
      description = "whose variable it becomes, if not that of its own service")
  @Nullable String provider;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "base URL to use it with; only with km://ENV/NAME")
  @Nullable String endpoint;

  @Option(names = "--rpm", paramLabel = "N", description = "most requests a minute")
  long requests;

  @Option(names = "--tpm", paramLabel = "N", description = "most tokens a minute")
  long tokens;

  @Override
  int run(Session session) {
    Profile before = KnownProfile.named(session, profile);
    session.names().refuseValue(name, "profile add-key");
    KeyRef ref = session.names().ref(name);
    if (ref.version() != null) {
      throw KeymasterException.usage(
          "a profile has keys, not versions of them", "keymaster profile add-key PROFILE NAME");
    }
    session.names().show(ref);
    if (variable != null) {
      ProfilePlan.refuseLeading(ControlVariables.refuse(variable));
    }
    if (endpoint != null) {
      WebAddress.parse(endpoint);
    }
    boolean fixed = name.startsWith(KeyRef.SCHEME);
    ProfileKey key =
        new ProfileKey(
            ref.name(),
            fixed ? ref.environment() : null,
            provider == null ? null : new ServiceName(provider),
            variable,
            endpoint,
            requests,
            tokens);
    Profile next = before.with(key);
    session.engine().profiles().put(before, next);
    session.output().note("profile " + profile + " has " + key.shown());
    return 0;
  }
}

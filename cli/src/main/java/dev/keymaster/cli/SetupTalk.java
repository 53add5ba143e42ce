package dev.keymaster.cli;

import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Recognised;
import dev.keymaster.catalogue.Variable;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Verified;
import java.util.List;
import java.util.Map;

/** What {@code setup} says on the way; nothing of it with {@code --json}. */
final class SetupTalk {
  private final Session session;
  private final Provider provider;

  SetupTalk(Session session, Provider provider) {
    this.session = session;
    this.provider = provider;
  }

  /** Where keys are made and how they look. */
  void begin() {
    say(provider.title() + " keys are made at " + provider.console());
    List<String> starts =
        provider.kinds().stream()
            .filter(kind -> kind.role() == KeyKind.Role.API && !kind.prefix().isEmpty())
            .map(kind -> kind.prefix() + "…")
            .distinct()
            .toList();
    String look = starts.isEmpty() ? "" : " (" + String.join(" or ", starts) + ")";
    say("make one there, copy it and paste it here" + look);
  }

  /** What the value certainly is; a warning if it should look like a key of theirs and does not. */
  void recognised(Secret value) {
    List<KeyKind> kinds =
        session.catalogue().recognise(value).stream()
            .map(Recognised::kind)
            .filter(kind -> kind.service().equals(provider.name()))
            .filter(SetupTalk::isCertain)
            .toList();
    if (!kinds.isEmpty()) {
      say("recognised as a key of " + provider.title() + ": " + kinds.getFirst().name());
    } else if (provider.kinds().stream().allMatch(SetupTalk::isCertain)) {
      session.output().warn("the value does not look like a key of " + provider.title());
    }
  }

  private static boolean isCertain(KeyKind kind) {
    return kind.evidence() != KeyKind.Evidence.GUESS;
  }

  /**
   * What the provider says of the key; returns the exit code. Nobody is asked for what that may
   * need: the key is stored already.
   */
  int verified(KeyRef ref) {
    Verified said;
    try {
      Map<String, String> addresses = VerifyVerb.addresses(session, List.of(provider.name()));
      said = session.engine().lifecycle().verify(List.of(ref), addresses).getFirst();
    } catch (KeymasterException e) {
      say("not verified: " + e.getMessage());
      return 0;
    }
    String title = provider.title();
    switch (said.outcome()) {
      case VALID -> say(title + " says that it is good");
      case INVALID -> session.output().warn(title + " says that it is not good: " + said.detail());
      case UNKNOWN -> {
        if (said.asked()) {
          say(title + " did not say whether it is good: " + said.detail());
        }
      }
    }
    return said.outcome() == Verified.Outcome.INVALID ? Code.FINDINGS.exitCode() : 0;
  }

  /** What else its programs need, and how to start one. */
  void end(KeyRef ref) {
    provider.variables().stream()
        .filter(variable -> !variable.field().isEmpty())
        .forEach(variable -> alsoNeeded(variable, ref));
    Map<KeyName, String> chosen =
        session.surroundings().followed().map(p -> p.file().keys()).orElse(Map.of());
    boolean left = !chosen.isEmpty() && !chosen.containsKey(ref.name());
    if (left && !taken(ref)) {
      say("next: keymaster use " + ref.name() + " takes it into this project");
    } else {
      say("next: keymaster run -- COMMAND hands it over as " + provider.variable());
    }
  }

  /** Takes it into the project if somebody is there who says so. */
  private boolean taken(KeyRef ref) {
    boolean yes =
        session
            .person()
            .offered("Take it into this project (y), or nothing to leave it out")
            .filter(answer -> answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes"))
            .isPresent();
    if (yes) {
      UseVerb use = new UseVerb();
      use.names = List.of(ref.name().value());
      use.run(session);
    }
    return yes;
  }

  private void alsoNeeded(Variable variable, KeyRef ref) {
    say(
        "its programs read "
            + variable.name()
            + " too: keymaster edit "
            + ref.name()
            + " --meta "
            + variable.field()
            + "=ID");
  }

  private void say(String line) {
    if (!session.output().json()) {
      session.output().note(line);
    }
  }
}

package dev.keymaster.cli;

import dev.keymaster.catalogue.KeyKind;
import dev.keymaster.catalogue.Provider;
import dev.keymaster.catalogue.Recognised;
import dev.keymaster.catalogue.Variable;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Stored;
import dev.keymaster.model.Verified;
import java.util.List;
import java.util.Map;

/** What {@code setup} says on the way; nothing of it with {@code --json}. */
final class SetupTalk {
  private static final int MOST_STEPS = 5;

  private final Session session;
  private final Provider provider;

  private final int steps;
  private int step;

  SetupTalk(Session session, Provider provider) {
    this.session = session;
    this.provider = provider;
    this.steps = SetupLogin.isPossible(provider) ? MOST_STEPS : MOST_STEPS - 1;
  }

  /** Begins the next step. */
  void step(String what) {
    step++;
    say(step + " of " + steps + ": " + what);
  }

  /** Tells whether the provider can be told to make a key. */
  boolean mints() {
    return provider.does().contains("mint");
  }

  /** Tells whether an order can say that. */
  boolean takes(String what) {
    return provider.orderTakes().stream()
        .anyMatch(one -> one.equals(what) || one.startsWith(what + "="));
  }

  /** What Keymaster does with keys there once it may manage them, in words. */
  static List<String> abilities(Provider provider) {
    return Map.of("mint", "makes", "revoke", "revokes", "usage", "tells the use of")
        .entrySet()
        .stream()
        .filter(ability -> provider.does().contains(ability.getKey()))
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }

  /** A key that was there before. */
  void kept(KeyRecord key) {
    if (session.output().json()) {
      session
          .output()
          .json(KeyJson.document(key).set("outcome", KeyJson.word(Stored.Outcome.UNCHANGED)));
      return;
    }
    say(
        "there already"
            + key.current()
                .map(version -> ": #" + version.number() + " (" + version.hint() + ")")
                .orElse(""));
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
        String who = said.asked() ? title + " did not say" : "nobody says";
        say(who + " whether it is good: " + said.detail());
      }
    }
    return said.outcome() == Verified.Outcome.INVALID ? Code.FINDINGS.exitCode() : 0;
  }

  /** What else its programs need, and how to start one. */
  void end(KeyRef ref) {
    provider.variables().stream()
        .filter(variable -> !variable.field().isEmpty())
        .forEach(variable -> alsoNeeded(variable, ref));
    say("next: keymaster run -- COMMAND hands it over as " + provider.variable());
  }

  /** A version that the provider made and calls no good is not ended by taking another one. */
  void left(int version) {
    session
        .output()
        .warn(
            "#"
                + version
                + ", which "
                + provider.title()
                + " made, is not ended there: that is done at "
                + provider.console());
  }

  /** A person left the rest for later. */
  void later() {
    say("left for later; keymaster setup " + provider.name() + " goes on from here");
  }

  /** Something failed that is not asked for and tried again: what was done before it stays. */
  void broken(KeymasterException failure) {
    boolean retried = failure.code() == Code.CODE_NEEDED || failure.code() == Code.APPROVAL_NEEDED;
    if (step > 1 && !retried) {
      say("what is done stays done; keymaster setup " + provider.name() + " goes on from here");
    }
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

  /** Says one line, but not beside JSON. */
  void say(String line) {
    if (!session.output().json()) {
      session.output().note(line);
    }
  }
}

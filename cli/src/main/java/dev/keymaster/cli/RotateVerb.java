package dev.keymaster.cli;

import dev.keymaster.model.Deadline;
import dev.keymaster.model.Deadline.Urgency;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeySummary;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.model.Progress.Ending;
import dev.keymaster.model.ServiceName;
import dev.keymaster.project.Durations;
import dev.keymaster.wire.Lifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rotate NAME…}. */
@Command(
    description =
        "The provider makes a new key with the same terms, says that it is good, and is handed out"
            + " from then on; the old one is revoked. Nothing changes if the new one is not made."
            + " Where the provider makes none by API, a person does, and is told where."
            + " Whatever breaks off is carried on by --resume, and by the agent.",
    footer = {
      "  keymaster rotate ci-runner",
      "  keymaster rotate ci-runner --grace 24h     the old key stays good for a day",
      "  keymaster rotate --all --service openrouter",
      "  keymaster rotate --due                     what check-expiry calls overdue or expired",
      "  keymaster rotate ci-runner --dry-run       changes nothing, asks whether it would work",
      "  keymaster rotate anthropic                 asks for the key that you made",
      "  printf %%s \"$NEW\" | keymaster rotate stability --stdin",
      "  keymaster rotate --resume"
    })
final class RotateVerb extends Verb implements TakesSecret {
  @Parameters(arity = "0..*", paramLabel = "NAME", description = "keys, or km://ENV/NAME")
  List<String> names = new ArrayList<>();

  @Option(names = "--all", description = "all keys that --service made, of --env if it is given")
  boolean all;

  @Option(names = "--due", description = "all keys that are overdue by the policy, or expired")
  boolean due;

  @Option(
      names = "--service",
      paramLabel = "SERVICE",
      description = "with --all or --due: of this provider")
  @Nullable String service;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "how long the old key stays good, such as 24h; not at all if left out")
  @Nullable String grace;

  @Option(names = "--dry-run", description = "change nothing, and tell whether it would work")
  boolean rehearsal;

  @Option(names = "--resume", description = "go on with what broke off or is due")
  boolean resume;

  @Mixin SecretInput input = new SecretInput();

  @Override
  int run(Session session) {
    Lifecycle lifecycle = session.engine().lifecycle();
    if (resume) {
      requireAlone();
      return resumed(session, lifecycle.resume());
    }
    Duration stays = grace == null ? Duration.ZERO : Durations.parse(grace);
    List<KeyRef> refs = refs(session);
    if (due && refs.isEmpty() && !session.output().json()) {
      session.output().note("nothing is due");
    }
    List<Progress> done = new ArrayList<>();
    for (KeyRef ref : refs) {
      done.add(
          refs.size() == 1 && !due ? rotated(session, ref, stays) : guarded(lifecycle, ref, stays));
    }
    String verb = rehearsal ? "could be rotated:" : "rotated";
    return ProgressReport.print(session, "rotation", verb, done);
  }

  /** One key: a person may be needed. */
  private Progress rotated(Session session, KeyRef ref, Duration stays) {
    ServiceName of = session.names().show(ref).details().service();
    GuidedRotation guided = new GuidedRotation(session, input);
    return guided.isNeeded(of) && !rehearsal
        ? guided.run(ref, of, stays)
        : session.engine().lifecycle().rotate(ref, stays, rehearsal);
  }

  private static int resumed(Session session, List<Progress> done) {
    if (done.isEmpty() && !session.output().json()) {
      session.output().note("nothing is due");
    }
    return ProgressReport.print(session, "rotation", "carried on with", done);
  }

  private void requireAlone() {
    if (!names.isEmpty() || all || due || input.given() || grace != null || rehearsal) {
      throw KeymasterException.usage("--resume stands alone", "keymaster rotate --resume");
    }
  }

  /**
   * Of many keys one that cannot be rotated does not keep the others from it. What is due may be of
   * many providers, so that one without a credential is no reason to stop.
   */
  private Progress guarded(Lifecycle lifecycle, KeyRef ref, Duration stays) {
    try {
      return lifecycle.rotate(ref, stays, rehearsal);
    } catch (KeymasterException e) {
      if (!due && (e.code() == Code.LOCKED || e.code() == Code.DENIED)) {
        throw e;
      }
      return new Progress(ref, Ending.FAILED, String.valueOf(e.getMessage()), null);
    }
  }

  private List<KeyRef> refs(Session session) {
    boolean one = Stream.of(!names.isEmpty(), all, due).filter(way -> way).count() == 1;
    boolean serviceFits = all ? service != null : due || service == null;
    boolean inputFits = names.size() == 1 || !input.given();
    if (!one || !serviceFits || !inputFits) {
      throw KeymasterException.usage(
          "name keys, all of a provider, or all that is due",
          "keymaster rotate --all --service SERVICE, or keymaster rotate --due");
    }
    if (due) {
      return due(session);
    }
    return all ? chosen(session) : named(session);
  }

  private List<KeyRef> due(Session session) {
    return session.engine().lifecycle().deadlines(session.chosen(service)).stream()
        .filter(key -> key.urgency(session.now(), Duration.ZERO).compareTo(Urgency.OVERDUE) <= 0)
        .map(Deadline::ref)
        .toList();
  }

  private List<KeyRef> named(Session session) {
    return names.stream()
        .map(session.names()::keyRef)
        .map(ref -> session.names().show(ref).ref())
        .toList();
  }

  private List<KeyRef> chosen(Session session) {
    List<KeyRef> refs = new ArrayList<>();
    for (KeySummary key : session.names().list(session.chosen(service))) {
      KeyRecord record = session.names().show(key.ref());
      if (record.versions().stream().anyMatch(KeyVersion::outstanding)) {
        refs.add(key.ref());
      }
    }
    return refs;
  }
}

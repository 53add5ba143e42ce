package dev.keymaster.cli;

import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeyVersion;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Progress;
import dev.keymaster.wire.Keys;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code remove NAME…}. */
@Command(
    description =
        "A copy is kept for 30 days, sealed, for keymaster vault restore --copy. With --purge there"
            + " is none, and what older copies hold of the key is destroyed too. NAME#VERSION"
            + " destroys one version that is not current, for good. A key that its provider made is"
            + " revoked there first. Asks first.",
    footer = {
      "  keymaster remove old-key",
      "  keymaster remove openai#1         only the first version",
      "  keymaster remove a b c --yes      without asking",
      "  keymaster remove leaked --purge   nothing of it is left",
      "  keymaster remove minted --local-only   does not revoke it at its provider",
      "  keymaster remove github --revoke       revokes a key that was only stored here, too"
    })
final class RemoveVerb extends Verb {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "keys, or versions NAME#VERSION")
  List<String> names = List.of();

  @Option(names = "--purge", description = "keep no copy, and destroy what older copies hold of it")
  boolean purge;

  @Option(
      names = "--local-only",
      description = "do not revoke at the provider what it made: the key stays good there")
  boolean localOnly;

  @Option(
      names = "--revoke",
      description = "revoke at the provider, by its value, also a key that was only stored here")
  boolean revoke;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    List<KeyRef> refs = names.stream().map(session.names()::ref).toList();
    check(refs);
    List<KeyRef> managed = refs.stream().filter(ref -> managed(session, ref)).toList();
    confirmation.demand(session, question(refs, managed));
    List<Progress> revoked = new ArrayList<>();
    for (KeyRef ref : refs) {
      if (managed.contains(ref) && !localOnly) {
        revoked.add(session.engine().lifecycle().revoke(ref));
      } else {
        remove(session, ref, managed.contains(ref));
        session.output().note("removed " + said(List.of(ref)));
      }
    }
    if (!revoked.isEmpty()) {
      return revoked(session, refs, revoked);
    }
    if (session.output().json()) {
      session
          .output()
          .json(
              Json.document("removed")
                  .texts("removed", refs.stream().map(KeyRef::toString).toList()));
    }
    return 0;
  }

  private void check(List<KeyRef> refs) {
    if (localOnly && (purge || revoke)) {
      throw KeymasterException.usage(
          "--local-only keeps a copy, since the key stays good",
          "leave " + (purge ? "--purge" : "--revoke") + " out");
    }
    if (revoke && refs.stream().anyMatch(ref -> ref.version() != null)) {
      throw KeymasterException.usage(
          "--revoke ends whole keys", "name the key without a version, or leave --revoke out");
    }
  }

  /** One that waits for its provider is listed as such; with others that failed it is 8. */
  private static int revoked(Session session, List<KeyRef> refs, List<Progress> revoked) {
    int code = ProgressReport.print(session, "removal", "revoked and removed", revoked);
    boolean others = revoked.size() < refs.size();
    return others && code != 0 ? Code.PARTIAL.exitCode() : code;
  }

  private String question(List<KeyRef> refs, List<KeyRef> managed) {
    if (!managed.isEmpty() && !localOnly) {
      return "Revoke " + said(managed) + " at the provider and remove " + said(refs) + "?";
    }
    boolean copied = !purge && refs.stream().allMatch(ref -> ref.version() == null);
    return copied ? "Remove " + said(refs) + "?" : "Destroy " + said(refs) + " for good?";
  }

  /** All of them exist, or nothing is removed. Tells whether its provider is to end it. */
  private boolean managed(Session session, KeyRef ref) {
    KeyRecord key = session.names().show(ref);
    boolean stored = key.versions().stream().allMatch(version -> version.issued() == null);
    return (revoke && stored)
        || (ref.version() == null && key.versions().stream().anyMatch(KeyVersion::outstanding));
  }

  private void remove(Session session, KeyRef ref, boolean outstanding) {
    Keys keys = session.engine().keys();
    Integer version = ref.version();
    if (outstanding) {
      session.engine().lifecycle().forget(ref);
    } else if (version == null && purge) {
      keys.purge(ref.environment(), ref.name());
    } else if (version == null) {
      keys.remove(ref.environment(), ref.name());
    } else {
      keys.destroy(ref.environment(), ref.name(), version);
    }
  }

  private static String said(List<KeyRef> refs) {
    return String.join(
        ", ",
        refs.stream()
            .map(r ->
                r.name()
                    + (r.version() == null ? "" : "#" + r.version())
                    + " in "
                    + r.environment())
            .toList());
  }
}

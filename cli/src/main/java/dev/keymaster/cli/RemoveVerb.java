package dev.keymaster.cli;

import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.wire.Keys;
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
            + " destroys one version that is not current, for good. Asks first.",
    footer = {
      "  keymaster remove old-key",
      "  keymaster remove openai#1         only the first version",
      "  keymaster remove a b c --yes      without asking",
      "  keymaster remove leaked --purge   nothing of it is left"
    })
final class RemoveVerb extends Verb {
  @Parameters(paramLabel = "NAME", arity = "1..*", description = "keys, or versions NAME#VERSION")
  List<String> names = List.of();

  @Option(names = "--purge", description = "keep no copy, and destroy what older copies hold of it")
  boolean purge;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  int run(Session session) {
    List<KeyRef> refs = names.stream().map(session.names()::ref).toList();
    refs.forEach(ref -> demand(session, ref));
    confirmation.demand(session, question(refs));
    for (KeyRef ref : refs) {
      remove(session.engine().keys(), ref);
      session.output().note("removed " + said(List.of(ref)));
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

  private String question(List<KeyRef> refs) {
    boolean copied = !purge && refs.stream().allMatch(ref -> ref.version() == null);
    return copied ? "Remove " + said(refs) + "?" : "Destroy " + said(refs) + " for good?";
  }

  /** All of them exist, or nothing is removed. */
  private static void demand(Session session, KeyRef ref) {
    try {
      session.engine().keys().show(ref.environment(), ref.name());
    } catch (KeymasterException e) {
      throw session.names().explained(e, ref);
    }
  }

  private void remove(Keys keys, KeyRef ref) {
    Integer version = ref.version();
    if (version == null && purge) {
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

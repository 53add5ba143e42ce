package dev.keymaster.cli;

import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.Release;
import dev.keymaster.model.Secret;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code __hook SHELL [MARK]}: what a shell has to do that stands in a project, in its own
 * language; nothing if it did it already. Asked before each prompt, of an agent alone ({@link
 * Hosted}). It never asks, says at most one line, and where the vault is locked nothing at all.
 *
 * <p>The mark is what the last answer was marked with ({@link HookState}): no value is released,
 * and no refusal is repeated, while that stays the same.
 */
final class HookVerb extends Verb {
  private static final Set<Code> OF_THE_MOMENT =
      EnumSet.of(Code.CODE_NEEDED, Code.PROOF_NEEDED, Code.APPROVAL_NEEDED, Code.DENIED);

  private final HookShell shell;
  private final String mark;

  private HookVerb(HookShell shell, String mark) {
    this.shell = shell;
    this.mark = mark;
    globals.noInput = true;
  }

  /** Fills it from the arguments; null if no hook of this program wrote them. */
  static @Nullable HookVerb hot(Words words) {
    int count = words.plain().size();
    HookShell shell = count == 0 ? null : HookShell.named(words.plain().getFirst());
    if (shell == null || count > 2 || words.unclear()) {
      return null;
    }
    return new HookVerb(shell, count == 2 ? words.plain().get(1) : "");
  }

  @Override
  int run(Session session) {
    HookState state = HookState.of(session);
    if (state.mark().equals(mark)) {
      return 0;
    }
    Map<String, Secret> values = Map.of();
    try {
      values = state.release(new Release(EventKind.REVEAL, "shell hook"));
    } catch (KeymasterException e) {
      if (e.code() == Code.LOCKED) {
        return 0;
      }
      say(session, e);
    }
    try {
      shell.write(session.output(), values, state.mark());
    } finally {
      values.values().forEach(Secret::close);
    }
    return 0;
  }

  private static void say(Session session, KeymasterException failure) {
    String again = OF_THE_MOMENT.contains(failure.code()) ? "; then keymaster_again" : "";
    String hint = failure.hint().isEmpty() ? "" : " (" + failure.hint() + again + ")";
    session
        .output()
        .talk("keymaster: no keys here: " + Printable.clean(failure.getMessage() + hint));
  }
}

package dev.keymaster.cli;

import dev.keymaster.model.Discrepancy;
import dev.keymaster.model.Discrepancy.Kind;
import dev.keymaster.model.KeyRecord;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Secret;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what {@code reconcile} found, with a person: a key that the vault does not have is
 * adopted, revoked or left; of one that it has the command is told.
 */
final class ReconcileWalk {
  /** What becomes of one. */
  private enum Fate {
    CLEARED,
    LEFT,
    QUIT
  }

  private final Session session;

  ReconcileWalk(Session session) {
    this.session = session;
  }

  /** The question before a key is ended that nobody gets back. */
  static String forGood(ServiceName service, String id) {
    return "Revoke " + id + " at " + service + " for good?";
  }

  /**
   * Returns what is left of it; all of it where nobody can be asked, or wants to.
   *
   * @param told whether it was said already that this is wanted
   */
  List<Discrepancy> through(List<Discrepancy> found, boolean told) {
    boolean any = found.stream().anyMatch(Discrepancy::isStray);
    if (!told && !(any && session.person().agrees("Go through them, one after the other?"))) {
      return found;
    }
    List<Discrepancy> left = new ArrayList<>(found);
    for (int i = 0; i < found.size(); i++) {
      Discrepancy one = found.get(i);
      if (one.kind() == Kind.UNASKED) {
        continue;
      }
      session.output().note(i + 1 + " of " + found.size() + ": " + described(one));
      Fate fate = one.isStray() ? asked(one) : advised(one);
      if (fate == Fate.QUIT) {
        break;
      }
      if (fate == Fate.CLEARED) {
        left.remove(one);
      }
    }
    return left;
  }

  private String described(Discrepancy one) {
    String what =
        switch (one.kind()) {
          case UNKNOWN ->
              one.ref() == null ? "not in the vault" : "not known to the vault by its id";
          case ORPHANED -> "not in the vault, left over from an order or a program of it";
          case GONE -> "in the vault, but the provider does not have it any more";
          case NEVER_USED -> "never used";
          case OVERDUE -> "older than the policy wants";
          case UNASKED -> "not asked";
        };
    String times = time(", made ", one.created()) + time(", last used ", one.lastUsed());
    String note = one.note().isEmpty() ? "" : ", " + one.note();
    return one.service() + " " + called(one) + ": " + what + times + note;
  }

  private String time(String what, @Nullable Instant time) {
    return time == null ? "" : what + Ages.ago(time, session.now());
  }

  private static String called(Discrepancy one) {
    String name = one.name().isEmpty() ? one.id() : one.name();
    return one.hint().isEmpty() ? name : name + " (" + one.hint() + ")";
  }

  /** The vault has it: its own commands know more of it than this list does. */
  private Fate advised(Discrepancy one) {
    KeyRef ref = one.ref();
    if (ref != null) {
      String key = new KeyRef(ref.environment(), ref.name()).toString();
      String advice =
          switch (one.kind()) {
            case GONE -> "keymaster remove " + key + " --local-only forgets it here";
            case OVERDUE -> "keymaster rotate " + key + " replaces it";
            default -> "keymaster remove " + key + " ends it there and forgets it";
          };
      session.output().note(advice);
    }
    return Fate.LEFT;
  }

  /** What the vault may hand out is not revoked in passing. */
  private Fate asked(Discrepancy one) {
    boolean alike = one.ref() != null;
    String choice = alike ? "Adopt it (a)" : "Adopt it (a), revoke it (r)";
    while (true) {
      Optional<String> answer =
          session.person().offered(choice + ", quit (q), or nothing to leave it");
      if (answer.isEmpty()) {
        return Fate.LEFT;
      }
      try {
        switch (answer.get().toLowerCase(Locale.ROOT)) {
          case "a", "adopt" -> {
            adopt(one);
            return Fate.CLEARED;
          }
          case "r", "revoke" -> {
            if (alike) {
              session.output().note("the vault may have it: " + Discrepancy.SURELY);
            } else if (session.person().agrees(forGood(one.service(), one.id()))) {
              session.engine().inventory().revoke(one.service(), one.id(), false);
              session.output().note("revoked " + one.id() + " at " + one.service());
              return Fate.CLEARED;
            }
          }
          case "q", "quit" -> {
            return Fate.QUIT;
          }
          default -> session.output().note("a, r, q or nothing");
        }
      } catch (KeymasterException e) {
        if (e.code() == Code.CODE_NEEDED || e.code() == Code.APPROVAL_NEEDED) {
          throw e;
        }
        session.output().warn(String.valueOf(e.getMessage()));
      }
    }
  }

  private void adopt(Discrepancy one) {
    String usual = one.name().matches("[a-z0-9][a-z0-9._-]*") ? one.name() : "";
    String prompt = usual.isEmpty() ? "Name here" : "Name here, or nothing for " + usual;
    String typed = session.person().line(prompt, "--adopt ID --name NAME");
    String name = typed.isEmpty() ? usual : typed;
    session.names().refuseValue(name, "reconcile --name");
    KeyRef ref = session.names().keyRef(name);
    Secret value = SecretInput.hidden(session, "Value of " + called(one));
    KeyRecord key = session.engine().inventory().adopt(ref, one.service(), one.id(), value);
    StoredReport.print(session, new Stored(Stored.Outcome.CREATED, key));
  }
}

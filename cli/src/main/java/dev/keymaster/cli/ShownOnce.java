package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keymaster.model.AddedSlot;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.SlotKind;
import java.util.Arrays;
import java.util.List;

/**
 * The secrets of slots that only a person keeps: printed once, one a line on standard output, what
 * to do with them on standard error.
 */
final class ShownOnce {
  private ShownOnce() {}

  /** Refuses to make what could then not be shown. */
  static void demandText(Session session, SlotKind kind) {
    boolean shown = kind == SlotKind.RECOVERY || kind == SlotKind.ENVIRONMENT;
    if (shown && session.output().json()) {
      throw KeymasterException.usage(
          "JSON never carries a secret, and this one is shown only once", "leave out --json");
    }
  }

  static void print(Session session, List<AddedSlot> slots, RecoveryPage page) {
    for (AddedSlot added : slots) {
      Secret secret = added.showOnce();
      if (secret != null && page.wanted(added.slot().kind())) {
        page.show(session, added.slot(), secret);
        secret.close();
      } else if (secret != null) {
        print(session, added, secret);
      }
    }
  }

  @RevealsSecret("a person has to write it down: it is kept nowhere else")
  private static void print(Session session, AddedSlot added, Secret secret) {
    session.output().note(advice(added.slot().kind()));
    byte[] bytes = secret.reveal();
    session.output().data(bytes);
    session.output().data("\n".getBytes(US_ASCII));
    session.output().flush();
    Arrays.fill(bytes, (byte) 0);
    secret.close();
  }

  private static String advice(SlotKind kind) {
    return kind == SlotKind.RECOVERY
        ? "recovery code, shown this once: write it down and keep it away from this machine"
        : "value of KEYMASTER_MASTER_KEY, shown this once: put it where CI keeps its secrets";
  }
}

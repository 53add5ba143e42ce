package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.VaultStatus;
import java.nio.file.Files;
import java.util.List;

/** Looks whether there is a vault, whether its header can be read, and at its alarm. */
final class VaultCheckup implements Checkup {
  private static final String ABOUT = "vault";

  @Override
  public List<Finding> look(Session session) {
    VaultStatus status;
    try {
      status = session.engine().vault().status();
    } catch (KeymasterException e) {
      return List.of(trouble(e));
    }
    if (!status.exists()) {
      return List.of(
          Finding.warn(ABOUT, "there is none yet at " + status.location(), "keymaster init"));
    }
    String which = status.id().substring(0, 8) + ", format " + status.format();
    return List.of(
        Finding.ok(ABOUT, status.location() + " (" + which + ")"), alarm(session, status));
  }

  /** Somebody else who writes is no damage. */
  private static Finding trouble(KeymasterException failure) {
    return failure.code() == Code.CONFLICT
        ? Finding.warn(ABOUT, String.valueOf(failure.getMessage()), failure.hint())
        : Finding.fail(ABOUT, failure);
  }

  private static Finding alarm(Session session, VaultStatus status) {
    boolean seen = Files.exists(session.world().places().seen(status.id()));
    return seen
        ? Finding.ok("rollback", "an older copy of the vault put back would be noticed")
        : Finding.warn(
            "rollback",
            "an older copy of the vault put back would not be noticed yet",
            "keymaster ls: whatever opens the vault sets the alarm");
  }
}

package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import dev.keymaster.model.Slot;
import dev.keymaster.model.SlotKind;
import dev.keymaster.wire.AgentStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An agent that only remembers whether it lives. */
final class FakeAgent implements AgentControl {
  String unused = "";
  boolean served;
  @Nullable AgentStatus living;

  static AgentStatus status(boolean unlocked) {
    return new AgentStatus(
        "b1",
        4711,
        FakeWorld.NOW,
        unlocked ? FakeWorld.NOW : null,
        900,
        FakeWorld.NOW.plus(Duration.ofHours(12)),
        1,
        "keys in locked memory",
        unlocked ? null : "the port for metrics, 9464, is taken");
  }

  @Override
  public String unused() {
    return unused;
  }

  @Override
  public Optional<AgentStatus> status() {
    return Optional.ofNullable(living);
  }

  @Override
  public AgentStatus start() {
    AgentStatus status = status(false);
    living = status;
    return status;
  }

  @Override
  public boolean stop() {
    boolean lived = living != null;
    living = null;
    return lived;
  }

  @Override
  public Slot unlock(Unlocking person) {
    if (!unused.isEmpty()) {
      throw KeymasterException.usage("commands do without an agent: " + unused, "");
    }
    try (Secret _ = person.passphrase("Passphrase: ")) {
      living = status(true);
      return new Slot("11".repeat(16), SlotKind.PASSPHRASE, "mine", FakeWorld.NOW, null);
    }
  }

  @Override
  public void serve(boolean detach, boolean takeOver) {
    served = true;
  }
}

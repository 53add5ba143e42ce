package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.Engine;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Runs hot commands for other processes, with the very verbs that those would run: an agent has
 * them loaded and the vault open. Whatever would need a person, or more than it was told, is left
 * to whoever asked, before it had any effect.
 */
public final class Hosted {
  private static final Set<String> VERBS =
      Set.of("get", "run", "ls", "list", "show", "env", "__complete", "__hook");

  private final World here;
  private final String build;

  /**
   * Makes a host.
   *
   * @param here what the host itself stands in
   * @param build the host's build; requests of another one are left to whoever asks
   */
  public Hosted(World here, String build) {
    this.here = here;
    this.build = build;
  }

  /**
   * Runs a command.
   *
   * @param body a {@link CommandRequest}
   * @param engine an open one, for that caller; stays open
   * @return a {@link dev.keymaster.wire.CommandAnswer}, which the caller zeroes; empty if whoever
   *     asked has to run it, and nothing happened
   */
  public Optional<byte[]> run(byte[] body, Engine engine) {
    try {
      CommandRequest request = CommandRequest.parse(body);
      if (!request.build().equals(build) || !VERBS.contains(request.arguments().getFirst())) {
        return Optional.empty();
      }
      HostedWorld world = world(request, engine);
      int code = Keymaster.run(request.arguments(), world, Hosted::leaveToAsker);
      return Optional.of(world.answer(code));
    } catch (NotHere e) {
      return Optional.empty();
    }
  }

  /**
   * A person may have to unlock, or to allow it; that the vault was changed is told by its door.
   */
  private static void leaveToAsker(KeymasterException failure) {
    if (failure.code() == KeymasterException.Code.LOCKED
        || failure.code() == KeymasterException.Code.APPROVAL_NEEDED
        || failure.code() == KeymasterException.Code.CORRUPT) {
      throw new NotHere();
    }
  }

  /** The world of whoever asks, if it holds the same vault. */
  private HostedWorld world(CommandRequest request, Engine engine) {
    HostedWorld world = new HostedWorld(request, engine, here);
    try {
      boolean sameVault = world.places().data().equals(here.places().data());
      if (sameVault && Path.of(request.directory()).isAbsolute()) {
        return world;
      }
    } catch (InvalidPathException e) {
      throw new NotHere(); // in another locale than this process
    }
    throw new NotHere();
  }
}

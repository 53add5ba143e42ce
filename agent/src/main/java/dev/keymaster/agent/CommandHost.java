package dev.keymaster.agent;

import dev.keymaster.net.HttpResponse;
import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.Engine;
import java.util.Optional;
import java.util.Set;

/** Port: carries out hot commands of other processes. */
@FunctionalInterface
public interface CommandHost {
  /**
   * Carries out a command.
   *
   * @param request a {@link CommandRequest} as it arrived
   * @param engine open, for the caller that the kernel named
   * @return a {@link CommandAnswer}, which the caller zeroes; empty if whoever asked has to do it
   */
  Optional<byte[]> run(byte[] request, Engine engine);

  /** Returns the request as the agent serves it: only while the vault is open. */
  default Route route() {
    return new Route(
        "POST",
        CommandRequest.PATH,
        Set.of(),
        HttpResponse.OCTETS,
        HttpResponse.OCTETS,
        200,
        true,
        exchange ->
            exchange
                .engine()
                .unlockedAt()
                .flatMap(at -> run(exchange.request().body(), exchange.engine()))
                .map(HttpResponse::octets)
                .orElseGet(() -> HttpResponse.empty(CommandAnswer.NOT_HERE)));
  }
}

package dev.keymaster.cli;

import dev.keymaster.mcp.McpServer;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.project.CommandList;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code mcp}. */
@Command(
    description =
        "Serves the Model Context Protocol on standard input and output, for coding agents: names"
            + " of keys and profiles, and commands of your own list that run with keys; a key that is"
            + " missing is asked for on a page in your browser. No tool can answer a value. The"
            + " commands stand in mcp.yaml beside the settings.",
    footer = {
      "  keymaster mcp                                  started by the agent, not by hand",
      "  claude mcp add keymaster -- keymaster mcp"
    })
final class McpVerb extends Verb {
  @Override
  int run(Session session) throws IOException {
    if (session.choseEnvironment()) {
      throw KeymasterException.usage(
          "commands say their environment themselves",
          "write environment: ENV in their entries of " + CommandList.NAME);
    }
    session.person().leave();
    if (!session.world().title(McpServer.PROCESS)) {
      throw new KeymasterException(
          Code.FAILURE,
          "this process cannot be named, so that a client would pass for a script",
          "");
    }
    McpServer server = new McpServer(new McpDesk(session), session.world().version());
    server.serve(session.world().in(), session.world().out());
    return 0;
  }
}

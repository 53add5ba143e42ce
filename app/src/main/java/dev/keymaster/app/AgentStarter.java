package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.wire.Connector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Connects to the agent and starts it if none answers. Of agents that are started at once, one
 * serves and the others end; all clients find that one.
 *
 * @param launcher the program to start
 * @param environment of this process; of it the agent gets what tells where things are
 */
record AgentStarter(Connector socket, Path launcher, Map<String, String> environment)
    implements Connector {
  /** What the agent prints when it takes connections. */
  static final String READY = "ready";

  /** What begins a line of the agent that keeps it from nothing. */
  static final String WARNING = "warning: ";

  private static final int ATTEMPTS = 200;
  private static final Set<String> KEPT =
      Set.of(
          "HOME",
          "XDG_CONFIG_HOME",
          "XDG_DATA_HOME",
          "XDG_STATE_HOME",
          "XDG_RUNTIME_DIR",
          "DBUS_SESSION_BUS_ADDRESS",
          "DBUS_SYSTEM_BUS_ADDRESS",
          "HTTPS_PROXY",
          "https_proxy",
          "ALL_PROXY",
          "all_proxy",
          "NO_PROXY",
          "no_proxy",
          "KEYMASTER_CA_FILE",
          "KEYMASTER_HOME",
          "LANG");

  @Override
  public ByteChannel connect() throws IOException {
    try {
      return socket.connect();
    } catch (IOException e) {
      String said = start(List.of(), new byte[0]);
      return said.equals(READY) ? socket.connect() : patiently(said);
    }
  }

  /** Another one may be about to serve. */
  private ByteChannel patiently(String said) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS && said.contains("another agent"); attempt++) {
      try {
        return socket.connect();
      } catch (IOException e) {
        pause();
      }
    }
    throw new KeymasterException(
        Code.FAILURE,
        "the agent did not start: " + said.replaceFirst("^keymaster: ", ""),
        "KEYMASTER_AGENT=off does without it");
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(25);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Starts it, feeds it and returns the first line that it prints, warnings left out. */
  String start(List<String> options, byte[] input) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(launcher.toString(), "agent", "serve", "--detach"));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    environment.forEach((name, value) -> {
      if (KEPT.contains(name)) {
        builder.environment().put(name, value);
      }
    });
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    }
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      return out.lines()
          .filter(line -> !line.startsWith(WARNING))
          .findFirst()
          .orElse("it ended without a word");
    }
  }
}

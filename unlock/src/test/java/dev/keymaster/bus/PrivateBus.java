package dev.keymaster.bus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A session bus with home, keyring and runtime directory of its own: nobody's keychain is touched.
 */
public final class PrivateBus implements AutoCloseable {
  private static final String POLICY =
      """
      <busconfig>
        <type>session</type>
        <listen>LISTEN</listen>
        <auth>EXTERNAL</auth>
        SERVICES
        <policy context="default">
          <allow send_destination="*" eavesdrop="true"/>
          <allow eavesdrop="true"/>
          <allow own="*"/>
        </policy>
      </busconfig>
      """;

  private final List<Process> processes = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();

  /** No bus yet. */
  public PrivateBus() {}

  /** Starts a bus on a socket in that directory, without any service. */
  public PrivateBus start(Path directory) throws IOException {
    return start(directory, "unix:path=" + directory.resolve("bus"), "");
  }

  /** Starts a bus on an abstract socket. */
  public PrivateBus startAbstract(Path directory) throws IOException {
    return start(directory, "unix:abstract=" + directory.resolve("bus"), "");
  }

  /** Starts a bus that starts the services installed on the machine when they are called. */
  public PrivateBus startWithServices(Path directory) throws IOException {
    String address = "unix:path=" + directory.resolve("bus");
    return start(directory, address, "<servicedir>/usr/share/dbus-1/services</servicedir>");
  }

  private PrivateBus start(Path directory, String listen, String services) throws IOException {
    Path config = directory.resolve("bus.conf");
    Files.writeString(config, POLICY.replace("LISTEN", listen).replace("SERVICES", services));
    Path run = Files.createDirectories(directory.resolve("run"));
    variables.put("HOME", Files.createDirectories(directory.resolve("home")).toString());
    variables.put("XDG_RUNTIME_DIR", run.toString());
    variables.put("PATH", System.getenv("PATH"));
    Process daemon =
        start("dbus-daemon", "--nofork", "--print-address=1", "--config-file=" + config);
    BufferedReader out = daemon.inputReader(StandardCharsets.UTF_8);
    variables.put("DBUS_SESSION_BUS_ADDRESS", out.readLine());
    return this;
  }

  /** Tells whether there is a bus. */
  public boolean started() {
    return !processes.isEmpty();
  }

  /** Returns the environment of this session. */
  public Map<String, String> variables() {
    return variables;
  }

  /** Starts a real keyring whose default collection is open. */
  public PrivateBus withKeyring() throws Exception {
    Process daemon =
        start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets");
    try (OutputStream in = daemon.getOutputStream()) {
      in.write("canary".getBytes(StandardCharsets.UTF_8));
    }
    while (tool("search", "application", "nothing").exitValue() != 0) {
      if (!daemon.isAlive()) {
        throw new AssertionError("gnome-keyring-daemon ended with " + daemon.exitValue());
      }
      Thread.sleep(20);
    }
    return this;
  }

  /** Locks the default collection. */
  public void lock() throws Exception {
    String array = "array:objpath:/org/freedesktop/secrets/collection/login";
    String method = "org.freedesktop.Secret.Service.Lock";
    String to = "--dest=org.freedesktop.secrets";
    String[] command = {
      "dbus-send", "--session", "--print-reply", to, "/org/freedesktop/secrets", method, array
    };
    if (start(command).waitFor() != 0) {
      throw new AssertionError("could not lock the keyring");
    }
  }

  /** Runs {@code secret-tool} in this session and waits for its end. */
  public Process tool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("secret-tool"));
    command.addAll(List.of(arguments));
    Process process = start(command.toArray(String[]::new));
    process.waitFor();
    return process;
  }

  private Process start(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = builder.start();
      processes.add(process);
      return process;
    } catch (IOException e) {
      String packages = "dbus dbus-bin gnome-keyring libsecret-tools";
      throw new AssertionError(command[0] + " is missing: apt-get install -y " + packages, e);
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(Process::destroyForcibly);
  }
}

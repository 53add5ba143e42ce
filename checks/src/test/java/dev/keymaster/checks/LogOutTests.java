package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real agent and a login manager that is played, on a bus of their own. */
final class LogOutTests {
  private final List<Process> processes = new ArrayList<>();
  private final Path folder;

  LogOutTests(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void end() {
    processes.reversed().forEach(Process::destroyForcibly);
  }

  private Process start(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    return process;
  }

  @Test
  void F5_the_agent_locks_before_sleep_and_at_log_out() throws Exception {
    String bus =
        start("dbus-daemon", "--session", "--nofork", "--print-address=1")
            .inputReader(UTF_8)
            .readLine();
    Process manager =
        start("/usr/bin/python3", House.ROOT.resolve("checks/desktop/logind.py").toString(), bus);
    BufferedReader said = manager.inputReader(UTF_8);
    assertThat(said.readLine()).isEqualTo("here");
    Path runtime = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    KeymasterProcess keymaster =
        KeymasterProcess.in(folder)
            .without("KEYMASTER_AGENT")
            .with("XDG_RUNTIME_DIR", runtime.toString())
            .with("DBUS_SYSTEM_BUS_ADDRESS", bus);
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    try (OutputStream told = manager.getOutputStream()) {
      for (String word : List.of("sleep", "removed")) {
        keymaster.run("unlock").succeeds();
        Optional<ProcessHandle> agent = agent(keymaster);
        assertThat(said.readLine()).isEqualTo("listed");
        told.write((word + "\n").getBytes(UTF_8));
        told.flush();
        agent.orElseThrow().onExit().get(60, TimeUnit.SECONDS);
        assertThat(agent(keymaster)).isEmpty();
      }
    } finally {
      keymaster.run("lock");
    }
  }

  private static Optional<ProcessHandle> agent(KeymasterProcess keymaster) {
    String status = keymaster.run("agent", "status", "--json").succeeds().text();
    String pid = status.replaceFirst("(?s).*\"pid\": ([0-9]+).*", "$1");
    return pid.matches("[0-9]+") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
  }
}

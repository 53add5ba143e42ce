package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that the policy has a person asked about: the real program, agent and desktop. */
final class ApprovalTests {
  private static final String VALUE = "sk-canary-a5c0de";
  private static final String HANDED_OVER = "handed over";
  private static final String[] RUN = {
    "run", "--", "sh", "-c", "test \"$OPENAI_API_KEY\" = " + VALUE + " && echo " + HANDED_OVER
  };

  private final Path folder;
  private KeymasterProcess keymaster;

  ApprovalTests(@TempDir Path folder) {
    this.folder = folder;
    this.keymaster = KeymasterProcess.in(folder);
  }

  @BeforeEach
  void a_policy_that_asks() throws IOException {
    Path runtime = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    keymaster = keymaster.with("XDG_RUNTIME_DIR", runtime.toString());
    keymaster.run("vault", "init", "--key-file", folder.resolve("key").toString()).succeeds();
    keymaster.withInput(VALUE).run("add", "openai", "--stdin").succeeds();
    Path policy = folder.resolve("work/policy.txt");
    Files.writeString(policy, "ask deliver\n" + keymaster.run("policy", "show").succeeds().text());
    keymaster.run("policy", "edit", "--from-file", "policy.txt").succeeds();
  }

  /** The same program as a coding agent starts it. */
  private KeymasterProcess belowAgent() throws IOException {
    return below("claude");
  }

  /** The same program, started by another one of that name. */
  private KeymasterProcess below(String name) throws IOException {
    Path script = folder.resolve("work").resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + keymaster.program() + " \"$@\"\nexit $?\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return keymaster.through(script);
  }

  @Test
  void without_a_desktop_nobody_is_asked_and_the_id_is_named() throws IOException {
    KeymasterProcess.Outcome refused = belowAgent().run(RUN);
    assertThat(refused.errors())
        .contains("deliver of km://dev/openai waits for a person", "keymaster approve allow ");
    String id = refused.errors().replaceFirst("(?s).*approve allow ([0-9a-f]{8}).*", "$1");
    keymaster.run("approve", "allow", id, "--once").succeeds();
    assertThat(belowAgent().run(RUN).succeeds().text().strip()).isEqualTo(HANDED_OVER);
    assertThat(belowAgent().run(RUN).text()).isEmpty();
  }

  @Test
  void a_person_answers_at_the_terminal_and_a_coding_agent_on_it_is_not_asked() throws IOException {
    KeymasterProcess.Outcome own =
        below("shell").terminal().await("for 15 minutes (f)").type("f\n").run(RUN).succeeds();
    assertThat(own.errors())
        .contains("deliver of km://dev/openai", "asked by user ", "in " + folder)
        .contains(HANDED_OVER);
    KeymasterProcess.Outcome agents = belowAgent().terminal().run(RUN);
    assertThat(agents.exit()).isNotZero();
    assertThat(agents.errors()).contains("approve allow ").doesNotContain("(f)", HANDED_OVER);
  }

  @Test
  void the_desktop_of_the_agents_start_is_asked_whatever_bus_a_coding_agent_names()
      throws Exception {
    try (PrivateDesktop desktop = new PrivateDesktop(folder)) {
      keymaster =
          keymaster.without("KEYMASTER_AGENT").with("DBUS_SESSION_BUS_ADDRESS", desktop.bus());
      try {
        keymaster.run("unlock").succeeds();
        KeymasterProcess evil =
            belowAgent().with("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + folder + "/fake");
        CompletableFuture<KeymasterProcess.Outcome> yes =
            CompletableFuture.supplyAsync(() -> evil.run(RUN));
        desktop.press("Allow once");
        assertThat(yes.get().succeeds().text().strip()).isEqualTo(HANDED_OVER);
        assertThat(desktop.shown())
            .contains("deliver of km://dev/openai", "claude-code", folder + "/work");
        CompletableFuture<KeymasterProcess.Outcome> no =
            CompletableFuture.supplyAsync(() -> evil.run(RUN));
        desktop.press("Deny");
        assertThat(no.get().text()).isEmpty();
        assertThat(no.get().errors()).contains("a person refused deliver of km://dev/openai");
        assertThat(keymaster.run("audit").succeeds().text())
            .contains("allowed once", "refused to", "on the desktop");
      } finally {
        keymaster.run("lock");
      }
    }
  }
}

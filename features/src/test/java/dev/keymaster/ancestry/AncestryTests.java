package dev.keymaster.ancestry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.mcp.McpServer;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes, found by their number alone. */
@Timeout(60)
class AncestryTests {
  private static final String SLEEPS = "sleep 60 & echo $!; wait";
  @TempDir Path folder;
  private final Ancestry ancestry = Ancestry.ofThisSystem("");

  /** Writes an executable script that starts a child and prints its number. */
  private Path script(String path, String interpreter, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!" + interpreter + "\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private Caller callerOf(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    Process process = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      return whenSleeping(Long.parseLong(out.readLine().strip()));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** A child is its parent's copy until it executes a program of its own. */
  private Caller whenSleeping(long pid) {
    Caller caller = ancestry.caller(1000, pid);
    while (!caller.program().equals("sleep")) {
      caller = ancestry.caller(1000, pid);
    }
    return caller;
  }

  @ParameterizedTest
  @CsvSource({
    "bin/claude, claude-code",
    "lib/node_modules/@anthropic-ai/claude-code/cli.js, claude-code",
    "share/claude/versions/2.0.14, claude-code",
    "bin/codex, codex",
    "lib/node_modules/@openai/codex/bin/codex.js, codex",
    "bin/cursor-agent, cursor",
    "bin/cursor, cursor",
    "bin/windsurf, windsurf",
    "bin/copilot, copilot",
    "lib/node_modules/@github/copilot/index.js, copilot",
    "bin/gemini, gemini-cli",
    "lib/node_modules/@google/gemini-cli/dist/index.js, gemini-cli",
    "bin/aider, aider",
    "bin/opencode, opencode",
  })
  void an_agent_is_found_through_a_shell_with_no_variable_set(String path, String agent)
      throws Exception {
    Path script =
        script(path, "/bin/sh", "sh -c 'sh -c \"sleep 60 & echo \\$!; wait\"; true'; true");
    Caller caller = callerOf(List.of(script.toString()));
    assertThat(caller.origin().agent()).as(caller.origin().path()).isEqualTo(agent);
    assertThat(caller.origin().chain()).hasSizeGreaterThan(3);
  }

  @Test
  void an_agent_run_by_python_is_found_by_script_and_by_module() throws Exception {
    String child =
        """
        import subprocess
        p = subprocess.Popen(['sleep', '60'])
        print(p.pid, flush=True)
        p.wait()\
        """;
    Path script = script("bin/aider", "/usr/bin/python3", child);
    assertThat(callerOf(List.of(script.toString())).origin().agent()).isEqualTo("aider");
    script("aider/__main__.py", "/usr/bin/python3", child);
    assertThat(callerOf(List.of("/usr/bin/python3", "-X", "utf8", "-m", "aider")).origin().agent())
        .isEqualTo("aider");
  }

  @ParameterizedTest
  @CsvSource({"bin/deploy", "bin/claudette", "codex-notes/build", "bin/precursor", "bin/mygemini"})
  void others_are_no_agents(String path) throws Exception {
    Path script = script(path, "/bin/sh", SLEEPS);
    Caller caller = callerOf(List.of(script.toString(), "claude", "/usr/bin/aider"));
    assertThat(caller.origin().chain().get(1).script())
        .isEqualTo(Path.of(path).getFileName().toString());
    assertThat(nearest(caller)).doesNotContain("claude", "codex", "cursor", "gemini", "aider");
  }

  /** What was found below the tests themselves: they may well be run by an agent. */
  private static List<String> nearest(Caller caller) {
    List<Origin.Program> chain = caller.origin().chain();
    return chain.subList(0, 2).stream().map(Origin.Program::shown).toList();
  }

  @Test
  void user_session_and_directory_are_told() throws Exception {
    // in a session of its own: whatever started these tests may have none that can be seen
    Caller caller = callerOf(List.of("setsid", "-w", "/bin/sh", "-c", SLEEPS));
    assertThat(caller.uid()).isEqualTo(1000);
    assertThat(caller.origin().directory()).isEqualTo(folder.toRealPath().toString());
    assertThat(caller.origin().session().leader()).isPositive();
    assertThat(caller.origin().path()).startsWith("sleep ← ").containsPattern("← (da|ba)?sh ←");
  }

  @Test
  void a_terminal_is_told_by_the_session() throws Exception {
    String inside = "sleep 60 & echo $!; wait";
    Caller caller = callerOf(List.of("script", "-qec", inside, "/dev/null"));
    assertThat(caller.origin().session().terminal()).startsWith("pts/");
    assertThat(caller.origin().session().attended()).isTrue();
    Caller without = callerOf(List.of("setsid", "-w", "sh", "-c", inside));
    assertThat(without.origin().session().attended()).isFalse();
    assertThat(without.origin().session()).isNotEqualTo(caller.origin().session());
  }

  @Test
  void F5_a_process_that_becomes_another_program_of_the_same_name_is_known_as_that()
      throws Exception {
    Path agent = script("bin/claude", "/bin/sh", "sleep 60");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read go; exec sh " + agent);
    Process process = builder.directory(folder.toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      assertThat(ancestry.caller(1000, process.pid()).origin().chain().getFirst().script())
          .isEmpty();
      in.write('\n');
      in.flush();
      while (!nearest(ancestry.caller(1000, process.pid())).getFirst().contains("claude")) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void a_process_that_is_gone_or_none_has_no_ancestors() {
    assertThat(ancestry.caller(1000, 0).origin()).isEqualTo(Origin.UNKNOWN);
    assertThat(ancestry.caller(1000, 4_000_000_000L).origin()).isEqualTo(Origin.UNKNOWN);
  }

  @Test
  void programs_of_the_installation_pass_on_who_started_them() throws Exception {
    Ancestry installed = Ancestry.ofThisSystem("/usr/bin");
    long self = ProcessHandle.current().pid();
    assertThat(installed.caller(1000, self).pid()).isEqualTo(self);
    Process sleeps = new ProcessBuilder("/usr/bin/sleep", "60").start();
    try {
      assertThat(whenSleeping(sleeps.pid()).program()).isEqualTo("sleep");
      assertThat(installed.caller(1000, sleeps.pid()).pid()).isEqualTo(self);
      assertThat(ancestry.caller(1000, sleeps.pid()).pid()).isEqualTo(sleeps.pid());
    } finally {
      sleeps.destroyForcibly();
    }
  }

  /** As mcp names itself: by what the system lets a process write about itself. */
  @ParameterizedTest
  @CsvSource({"bin/own-client, mcp", "bin/claude, claude-code"})
  void G10_what_asks_through_mcp_is_an_agent_with_its_own_name_if_it_has_one(
      String client, String agent) throws Exception {
    Path server =
        script(
            "own/server",
            "/bin/sh",
            "exec 3>/proc/$$/comm; printf " + McpServer.PROCESS + " >&3; " + SLEEPS);
    Path script = script(client, "/bin/sh", server + "; true");
    Origin origin = callerOf(List.of(script.toString())).origin();
    String around = ancestry.caller(1000, ProcessHandle.current().pid()).origin().agent();
    String named = agent.equals("mcp") && !around.isEmpty() ? around : agent;
    assertThat(origin.agent()).as(origin.path()).isEqualTo(named);
  }

  @Test
  void where_there_is_no_proc_the_jvm_tells_the_chain() {
    Ancestry other = new Ancestry(new HandleTable(), Agents.known(), "");
    Caller caller = other.caller(1000, ProcessHandle.current().pid());
    assertThat(caller.origin().chain().getFirst().name()).startsWith("java");
    assertThat(caller.origin().chain()).hasSizeGreaterThan(1);
    assertThat(caller.origin().session().attended()).isFalse();
    assertThat(caller.origin().directory()).isEmpty();
    assertThat(other.caller(1000, 4_000_000_000L).origin()).isEqualTo(Origin.UNKNOWN);
  }

  @Test
  void the_agents_that_must_be_known_are() {
    assertThat(Agents.known().names())
        .contains("claude-code", "codex", "cursor", "windsurf", "copilot", "gemini-cli", "aider");
  }
}

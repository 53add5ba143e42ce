package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.checks.KeymasterProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program of the same person, who is not root, can do to the real agent. */
final class AgentSeclusionTests {
  @TempDir Path folder;

  /** Every way in that Linux and the JDK offer, each with the victim's pid at the end. */
  private List<List<String>> ways(long pid) {
    String jdk = System.getProperty("java.home") + "/bin/";
    String soon = "-J-Dsun.tools.attach.attachTimeout=300";
    String core = folder.resolve("work/stolen").toString();
    return List.of(
        List.of("cat", "/proc/" + pid + "/maps"),
        List.of("cat", "/proc/" + pid + "/environ"),
        List.of("ls", "/proc/" + pid + "/fd/"),
        List.of("dd", "if=/proc/" + pid + "/mem", "of=/dev/null", "count=1", "skip=8"),
        List.of("timeout", "5", "strace", "-o", core + ".strace", "-p", "" + pid),
        List.of("gdb", "--batch", "-ex", "attach " + pid, "-ex", "generate-core-file " + core),
        List.of("gcore", "-o", core, "" + pid),
        List.of(jdk + "jcmd", soon, "" + pid, "GC.heap_dump", core + ".hprof"),
        List.of(jdk + "jmap", soon, "-dump:file=" + core + ".hprof", "" + pid),
        List.of(jdk + "jstack", soon, "" + pid));
  }

  @Test
  void SL6_SG23_no_program_of_the_same_person_looks_into_the_agent() throws Exception {
    try (SecludedAgent agent = new SecludedAgent(folder).unlocked()) {
      long pid = agent.pid();
      for (List<String> way : ways(pid)) {
        Outcome outcome = agent.attack(way.toArray(String[]::new));
        assertThat(outcome.text() + outcome.errors())
            .as(String.join(" ", way))
            .containsPattern(
                "(?i)permission denied|not permitted|ptrace: |Unable to open socket file"
                    + "|AttachNotSupported|doesn't respond");
        assertThat(outcome.text()).doesNotContain("java.base", "[heap]", "\"main\"", "canary");
      }
      try (Stream<Path> files = Files.list(folder.resolve("work"))) {
        assertThat(files.filter(file -> file.toFile().length() > 0)).as("loot").isEmpty();
      }
      assertThat(agent.run("get", "openai").succeeds().text()).isEqualTo(agent.value);
    }
  }

  @Test
  void SL6_SG23_the_same_ways_lead_into_a_process_that_is_not_secluded() throws Exception {
    SecludedAgent person = new SecludedAgent(folder);
    List<String> command = new ArrayList<>(SecludedAgent.AS_PERSON);
    command.addAll(List.of("sleep", "60"));
    Process victim = new ProcessBuilder(command).start();
    try {
      long pid = victim.pid();
      SecludedAgent.becomes(pid, "sleep");
      assertThat(person.attack("cat", "/proc/" + pid + "/maps").succeeds().text())
          .contains("[stack]");
      person.attack("cat", "/proc/" + pid + "/environ").succeeds();
      Outcome dumped =
          person.attack("gcore", "-o", folder.resolve("work/stolen").toString(), "" + pid);
      assertThat(dumped.succeeds().text()).contains("Saved corefile");
    } finally {
      victim.destroyForcibly();
    }
  }

  @Test
  void SL7_SG24_a_crash_of_the_agent_leaves_nothing_behind() throws Exception {
    Files.createDirectories(folder.resolve("home/state/crashes"));
    Path shell = folder.resolve("unlimited");
    LauncherTests.program(shell, "#!/bin/sh\nulimit -c unlimited\nexec \"$@\"\n");
    try (SecludedAgent agent = new SecludedAgent(folder, shell.toString())) {
      for (String signal : List.of("QUIT", "SEGV", "ABRT")) {
        Instant before = Instant.now();
        long pid = agent.unlocked().pid();
        agent.reveal(3);
        agent.attack("kill", "-" + signal, "" + pid).succeeds();
        if (!signal.equals("QUIT")) { // which only asks for a thread dump
          assertThat(SecludedAgent.ends(pid)).as("SIG" + signal).isTrue();
        }
        assertNothingOf(agent, before);
      }
      try (Stream<Path> reports = Files.list(folder.resolve("home/state/crashes"))) {
        assertThat(reports.toList()).as("crash reports, in our own folder").isNotEmpty();
      }
    }
  }

  @Test
  void SL7_SG24_an_agent_out_of_memory_or_stack_leaves_nothing_behind() throws Exception {
    try (SecludedAgent agent = new SecludedAgent(folder).unlocked()) {
      Instant before = Instant.now();
      agent.reveal(3);
      String script = House.ROOT.resolve("checks/memory/exhaust.py").toString();
      agent.attack("/usr/bin/python3", script, agent.socket().toString()).succeeds();
      assertNothingOf(agent, before);
      assertThat(agent.run("get", "openai").exit()).isIn(0, 4);
    }
  }

  private void assertNothingOf(SecludedAgent agent, Instant before) throws IOException {
    for (Path file : newer(before)) {
      String name = file.getFileName().toString();
      assertThat(name).doesNotStartWith("core").doesNotEndWith(".hprof");
      byte[] content = Files.readAllBytes(file);
      assertThat(new String(content, ISO_8859_1))
          .as(file.toString())
          .doesNotContain(agent.value, agent.passphrase);
    }
  }

  /** Files of the person, and what lies about in the usual places, since then. */
  private List<Path> newer(Instant start) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path place : List.of(folder, Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/"))) {
      int depth = place.equals(folder) ? 20 : 1;
      try (Stream<Path> all = Files.find(place, depth, (path, kind) -> kind.isRegularFile())) {
        FileTime since = FileTime.from(start.minusSeconds(1));
        for (Path path : all.toList()) {
          if (Files.exists(path) && Files.getLastModifiedTime(path).compareTo(since) > 0) {
            files.add(path);
          }
        }
      }
    }
    return files;
  }

  @Test
  void SL4_variables_bend_no_agent() throws Exception {
    Path trace = folder.resolve("loaded-into");
    Path source = folder.resolve("preload.c");
    Files.writeString(source, "__attribute__((constructor)) static void here(void) {}\n");
    String library = folder.resolve("canary-preload.so").toString();
    SecludedAgent agent = new SecludedAgent(folder);
    agent
        .keymaster
        .runCommand(List.of("gcc", "-shared", "-fPIC", "-o", library, source.toString()))
        .succeeds();
    KeymasterProcess bent =
        agent
            .keymaster
            .with("LD_PRELOAD", library)
            .with("JAVA_TOOL_OPTIONS", "-javaagent:" + trace + ".jar")
            .with("JDK_JAVA_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y")
            .with("_JAVA_OPTIONS", "-XX:+HeapDumpOnOutOfMemoryError -XX:-DisableAttachMechanism")
            .with("KEYMASTER_PASSPHRASE", agent.passphrase);
    try (agent) {
      Outcome unlocked = bent.runUnder(SecludedAgent.AS_PERSON, "unlock").succeeds();
      assertThat(unlocked.errors()).doesNotContain("Picked up", "Listening");
      Path process = Path.of("/proc/" + agent.pid());
      assertThat(Files.readString(process.resolve("maps")))
          .contains("libjvm.so")
          .doesNotContain("canary-preload", "jdwp", "instrument");
      assertThat(new String(Files.readAllBytes(process.resolve("environ")), ISO_8859_1))
          .contains("KEYMASTER_HOME=")
          .doesNotContain("canary", "javaagent", "LD_PRELOAD=", "OPTIONS=");
    }
  }
}

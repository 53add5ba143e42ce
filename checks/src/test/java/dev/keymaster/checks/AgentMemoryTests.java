package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the vault's secrets stands in memory: of the real agent, and of everybody (SG20-22). */
final class AgentMemoryTests {
  /** The long form, security.md SG22: {@code -Dkeymaster.reveals=1000}. */
  private static final int REVEALS = Integer.getInteger("keymaster.reveals", 1000);

  @TempDir Path folder;
  @TempDir Path scratch;

  @Test
  void SG20_SG21_SG22_no_secret_is_in_memory_while_idle_after_reveals_or_after_lock()
      throws Exception {
    try (SecludedAgent agent = new SecludedAgent(folder).unlocked()) {
      long pid = agent.pid();
      MemoryScan scan = agent.scan(scratch);
      assertThat(scan.kinds())
          .contains(
              "passphrase",
              "stretched passphrase",
              "key of slot/root-key",
              "root",
              "keyset: account",
              "keyset: signature seed",
              "derived: environment",
              "key of key/value",
              "record key of key/value",
              "value");
      assertThat(SecludedAgent.afterIdling(scan, pid)).as("unlocked").isEmpty();

      agent.reveal(REVEALS);
      assertThat(agent.run("get", "openai").succeeds().text()).isEqualTo(agent.value);
      scan = agent.scan(scratch);
      assertThat(SecludedAgent.afterIdling(scan, pid)).as("after the reveals").isEmpty();
      assertThat(agent.pid()).as("it was the same agent all the time").isEqualTo(pid);

      agent.run("lock").succeeds();
      assertThat(SecludedAgent.ends(pid)).as("process " + pid + " is gone").isTrue();
      assertThat(scan.copies("all")).isEmpty();
    }
  }

  @Test
  void SG21_where_memory_cannot_be_locked_the_keys_are_still_nowhere_else() throws Exception {
    String[] noLock = {"prlimit", "--memlock=0:0"};
    try (SecludedAgent agent = new SecludedAgent(folder, noLock).unlocked()) {
      assertThat(agent.run("agent", "status").succeeds().text()).contains("may be swapped");
      agent.reveal(20);
      Map<String, Long> copies = SecludedAgent.afterIdling(agent.scan(scratch), agent.pid());
      assertThat(copies).isEmpty();
    }
  }
}

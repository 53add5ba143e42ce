package dev.keymaster.app;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.front.Front;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The agent's part of the rehearsal: an agent in this very process, asked by the front and by whole
 * commands. Often enough that the JVM learns what the agent does all day, and no oftener, for each
 * build waits for it.
 */
final class AgentRehearsal {
  private static final int ROUNDS = 300;

  private final Map<String, String> environment;
  private final OutputStream said;

  /** Makes it for a home that has a vault with the key {@code openai}. */
  AgentRehearsal(Path home, OutputStream said) {
    this.environment =
        Map.of("KEYMASTER_HOME", home.toString(), "XDG_RUNTIME_DIR", home.toString());
    this.said = said;
  }

  /** Returns whether every command did what it should. */
  boolean run() {
    CountDownLatch ready = new CountDownLatch(1);
    Thread agent = new Thread(() -> door().serve(false, ready::countDown), "agent");
    agent.setDaemon(true);
    agent.start();
    try {
      boolean good = ready.await(20, TimeUnit.SECONDS) && command("unlock") == 0;
      for (int round = 0; good && round < ROUNDS; round++) {
        good = front("get", "openai") == 0;
        good &= round % 4 > 0 || front("ls", "--plain") == 0;
      }
      good &= command("get", "openai") == 0 && command("ls") == 0 && command("show", "openai") == 0;
      good &= command("lock") == 0;
      agent.join(10_000);
      return good;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private AgentDoor door() {
    return (AgentDoor) world().agent();
  }

  private int front(String... words) {
    return Front.run(new JvmMachine(List.of(words), world()));
  }

  private int command(String... words) {
    return Keymaster.run(List.of(words), world());
  }

  private ProcessWorld world() {
    return new ProcessWorld(environment, new ByteArrayInputStream(new byte[0]), said, said);
  }
}

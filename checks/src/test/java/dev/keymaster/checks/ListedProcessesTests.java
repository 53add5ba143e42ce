package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What everybody sees of processes: their arguments; and their environment, if they may. */
final class ListedProcessesTests {
  /** The long form, security.md SL8: {@code -Dkeymaster.commands=1000}. */
  private static final int COMMANDS = Integer.getInteger("keymaster.commands", 5);

  @TempDir Path folder;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger seen = new AtomicInteger();
  private final Set<String> leaks = ConcurrentHashMap.newKeySet();

  /** Looks at all processes, again and again. */
  private Thread poller(String... secrets) {
    return Thread.ofPlatform()
        .start(() -> {
          while (!over.get()) {
            for (String listing : Set.of("cmdline", "environ")) {
              look(listing, secrets);
            }
            LockSupport.parkNanos(1_000_000);
          }
        });
  }

  private void look(String listing, String... secrets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      for (Path process : processes) {
        String text = text(process.resolve(listing));
        if (text.contains("keymaster")) {
          seen.incrementAndGet();
        }
        for (String secret : secrets) {
          if (text.contains(secret)) {
            leaks.add(listing + ": " + text.replace('\0', ' '));
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  @Test
  void SL8_no_command_shows_a_secret_in_its_arguments_or_environment() throws Exception {
    try (SecludedAgent agent = new SecludedAgent(folder).unlocked()) {
      Thread poller = poller(agent.value, agent.passphrase);
      try {
        for (int i = 0; i < COMMANDS; i++) {
          assertThat(agent.run("get", "openai").succeeds().text()).isEqualTo(agent.value);
          agent.run("ls").succeeds();
        }
      } finally {
        over.set(true);
        poller.join();
      }
      assertThat(seen).hasValueGreaterThan(COMMANDS);
      assertThat(leaks).isEmpty();
    }
  }

  @Test
  void SL8_the_search_finds_a_secret_that_is_shown() throws Exception {
    Thread poller = poller("sk-canary-shown-by-sleep");
    Process shown = new ProcessBuilder("sh", "-c", "sleep 5; : sk-canary-shown-by-sleep").start();
    while (leaks.isEmpty() && shown.isAlive()) {
      Thread.onSpinWait();
    }
    over.set(true);
    poller.join();
    shown.destroyForcibly();
    assertThat(leaks).isNotEmpty();
  }
}

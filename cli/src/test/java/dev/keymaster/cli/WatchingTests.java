package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.EventKind;
import dev.keymaster.run.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** dotenv watch, dotenv mount and run --watch: verbs that last until somebody ends them. */
@Timeout(60)
class WatchingTests {
  private final FakeWorld world;
  private final FakeWorld other;
  private final Path dotenv;

  WatchingTests(@TempDir Path directory) throws IOException {
    world = started(directory.toRealPath());
    world.agent.living = FakeAgent.status(true);
    other = started(world.directory);
    dotenv = world.directory.resolve(".env");
    other.run("init");
    other.run("use", "openai");
  }

  /** The same project and keys, in another process. */
  private static FakeWorld started(Path directory) {
    FakeWorld world = new FakeWorld(directory);
    world.environment.put("HOME", "/");
    world.engine.with("dev", "openai", "openai", "sk-canary-3a7c1");
    world.engine.with("dev", "hook", "custom", "canary-hook");
    return world;
  }

  /** A command that goes on in a thread of its own. */
  private final class Lasting {
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final Thread thread;

    Lasting(String... words) {
      thread = Thread.ofPlatform().start(() -> code.complete(world.run(words)));
    }

    int interrupted() {
      thread.interrupt();
      return code.join();
    }
  }

  private static void await(Path file, String text) throws Exception {
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      Thread.sleep(20);
    }
  }

  private void await(String said) throws InterruptedException {
    while (!world.stderr().contains(said)) {
      Thread.sleep(20);
    }
  }

  @Test
  void A5_the_file_follows_the_project_and_nothing_is_released_without_a_change() throws Exception {
    Files.writeString(dotenv, "PORT=80\n");
    Lasting watch = new Lasting("dotenv", "watch");
    await(dotenv, "sk-canary-3a7c1");
    other.run("use", "hook", "--as", "LATER");
    await(dotenv, "LATER=canary-hook");
    Files.writeString(world.directory.resolve("keymaster.yaml"), "version: 1\n"); // not trusted now
    Thread.sleep(1200);
    assertThat(watch.interrupted()).isZero();
    assertThat(dotenv).content().startsWith("PORT=80\n").contains("LATER=canary-hook");
    assertThat(world.engine.events).hasSize(3).allMatch(e -> e.kind() == EventKind.REVEAL);
  }

  @Test
  void A5_a_person_who_locks_is_not_undone() throws Exception {
    Lasting watch = new Lasting("dotenv", "watch");
    await(dotenv, "sk-canary-3a7c1");
    world.agent.living = null;
    other.run("use", "hook");
    Thread.sleep(1500);
    assertThat(dotenv).content().doesNotContain("canary-hook");
    world.agent.living = FakeAgent.status(true);
    await(dotenv, "canary-hook");
    assertThat(watch.interrupted()).isZero();
  }

  @Test
  void A5_what_fails_at_once_is_no_watch() throws IOException {
    Files.writeString(dotenv, "# >>> keymaster\n");
    assertThat(world.run("dotenv", "watch")).isEqualTo(2);
    assertThat(world.run("dotenv", "mount")).isEqualTo(6);
    assertThat(world.run("dotenv", "mount", "--env", "none")).isEqualTo(3);
    assertThat(world.engine.events).isEmpty();
  }

  @Test
  void A5_a_program_starts_again_when_sources_or_keys_change() throws Exception {
    Lasting run = new Lasting("run", "--watch", "--", "true");
    await("keymaster: ended with 0; it starts again at the next change\n");
    Files.writeString(world.directory.resolve("app.py"), "1");
    await("keymaster: app.py changed: started again\nkeymaster: ended with 0");
    world.outcome = new Outcome.Ended(130);
    other.run("use", "hook");
    assertThat(run.code.join()).isEqualTo(130);
    assertThat(world.injected).containsOnlyKeys("OPENAI_API_KEY", "HOOK");
    assertThat(world.run("run", "--watch", "--mint", "openrouter", "--", "true")).isEqualTo(125);
  }

  @Test
  void what_cannot_be_started_is_not_waited_for() {
    world.outcome = new Outcome.NotStarted(127, "program not found: 'nope'", "");
    assertThat(world.run("run", "--watch", "--", "nope")).isEqualTo(127);
  }
}

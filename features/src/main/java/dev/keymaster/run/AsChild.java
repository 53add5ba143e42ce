package dev.keymaster.run;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Starts the program as a child and waits for it. {@link ProcessBuilder} takes only {@code
 * String}s: each value is one from here to the start of the child, and garbage after that.
 *
 * <p>What a terminal sends (Ctrl-C, a changed window) reaches the child by itself. When this
 * process is told to end, the child is told so too and waited for.
 */
final class AsChild implements Runner {
  private final Map<String, String> own;
  private final @Nullable Path masking;
  private final Runnable started;

  AsChild(Map<String, String> own) {
    this(own, null, () -> {});
  }

  /**
   * Makes it.
   *
   * @param masking the native front, for output that is masked; null if there is none
   * @param started runs once the child does
   */
  AsChild(Map<String, String> own, @Nullable Path masking, Runnable started) {
    this.own = own;
    this.masking = masking;
    this.started = started;
  }

  @Override
  public Outcome run(Launch launch) {
    Map<String, String> child = new PersonEnvironment(own).forChild();
    String program = launch.command().getFirst();
    if (File.separatorChar != '/') {
      return start(launch, program, child);
    }
    return switch (Executable.find(program, child.get("PATH"))) {
      case Executable.Search.Failed(var outcome) -> outcome;
      case Executable.Search.Found(var path) -> start(launch, path.toString(), child);
    };
  }

  private Outcome start(Launch launch, String program, Map<String, String> child) {
    boolean piped = !launch.masks().isEmpty() && masking == null;
    ProcessBuilder builder = new ProcessBuilder(words(launch, program)).inheritIO();
    if (piped) {
      builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
      builder.redirectError(ProcessBuilder.Redirect.PIPE);
    }
    builder.environment().clear();
    builder.environment().putAll(child);
    launch.injected().forEach((name, value) -> builder.environment().put(name, text(name, value)));
    if (!piped) {
      builder.environment().putAll(HandedOver.variables(launch.masks()));
    }
    CompletableFuture<Process> running = new CompletableFuture<>();
    Thread passOn =
        new Thread(() -> running.thenAccept(AsChild::end).exceptionally(e -> null).join());
    Runtime.getRuntime().addShutdownHook(passOn);
    try {
      Process process = builder.start();
      running.complete(process);
      started.run();
      builder.environment().clear();
      List<Thread> copies = piped ? MaskedCopy.start(process, launch) : List.of();
      Outcome outcome = new Outcome.Ended(waitFor(process));
      copies.forEach(AsChild::join);
      return outcome;
    } catch (IOException e) {
      running.completeExceptionally(e);
      return Outcome.NotStarted.unusable(launch.command().getFirst(), "the system refuses it");
    } finally {
      forget(passOn);
    }
  }

  /** The program itself, or the front that runs it. */
  private List<String> words(Launch launch, String program) {
    List<String> words = new ArrayList<>(launch.command());
    words.set(0, program);
    if (masking != null && !launch.masks().isEmpty()) {
      if (!Executable.namesItsFormat(Path.of(program))) {
        words.addFirst(Executable.SHELL.toString());
      }
      words.addAll(0, List.of(masking.toString(), HandedOver.VERB));
    }
    return words;
  }

  private static void join(Thread copy) {
    try {
      copy.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupted, it tells the program to end; once more, it ends it. */
  private static int waitFor(Process process) {
    boolean told = false;
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        if (told) {
          process.destroyForcibly();
        }
        process.destroy();
        told = true;
      }
    }
  }

  private static void end(Process process) {
    process.destroy();
    process.onExit().join();
  }

  /** Takes a hook back, unless it is too late for that. */
  static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending already, and the hook with it.
    }
  }

  @RevealsSecret("a key becomes an environment variable of the program")
  private static String text(String name, Secret value) {
    byte[] bytes = value.reveal();
    Charset charset = ExactArguments.platform();
    String text = new String(bytes, charset);
    boolean exact = Arrays.equals(text.getBytes(charset), bytes);
    Arrays.fill(bytes, (byte) 0);
    if (!exact) {
      throw KeymasterException.usage(
          "the value for " + name + " cannot be written in this locale",
          "set LC_ALL=C.UTF-8, or hand it over by a pipe: keymaster get NAME | COMMAND");
    }
    return text;
  }
}

package dev.keymaster.run;

import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.File;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Becomes the program by {@code execve}. The environment is handled as Latin-1 text, which stands
 * for its bytes one to one, so that it reaches the program unchanged in every locale.
 *
 * <p>Descriptors above the standard three are not passed on: among them are the passphrase that the
 * launcher hands over and files of the JVM.
 */
final class InPlace implements Runner {
  private final @Nullable Path masking;

  /** The native front, for output that is masked; null if there is none. */
  InPlace(@Nullable Path masking) {
    this.masking = masking;
  }

  @Override
  public Outcome run(Launch launch) {
    if (!launch.masks().isEmpty() && masking == null) {
      return Runner.child().run(launch);
    }
    try (Arena arena = Arena.ofConfined()) {
      return become(launch, new Libc(arena));
    }
  }

  private Outcome become(Launch launch, Libc libc) {
    PersonEnvironment person = new PersonEnvironment(own(libc));
    Map<String, String> child = person.forChild();
    String program = launch.command().getFirst();
    return switch (Executable.find(program, searchPath(child))) {
      case Executable.Search.Failed(var outcome) -> outcome;
      case Executable.Search.Found(var path) -> {
        List<byte[]> environment = environment(child, launch.injected());
        asThePerson(libc, person);
        yield launch.masks().isEmpty() || masking == null
            ? become(launch, libc, path, environment)
            : handOver(launch, libc, masking, path, environment);
      }
    };
  }

  /** The front gets the very environment of the program, and a variable more for each mask. */
  private static Outcome handOver(
      Launch launch, Libc libc, Path front, Path path, List<byte[]> environment) {
    List<byte[]> words = new ArrayList<>(ExactArguments.of(launch.command()));
    if (!Executable.namesItsFormat(path)) {
      words.set(0, bytes(path));
      words.addFirst(bytes(Executable.SHELL));
    }
    words.addAll(0, List.of(bytes(front), HandedOver.VERB.getBytes(StandardCharsets.US_ASCII)));
    List<byte[]> entries = new ArrayList<>(environment);
    HandedOver.variables(launch.masks())
        .forEach((name, mask) -> entries.add((name + "=" + mask).getBytes(StandardCharsets.UTF_8)));
    int error = libc.execve(bytes(front), words, entries);
    environment.forEach(entry -> Arrays.fill(entry, (byte) 0));
    return Outcome.NotStarted.unusable(launch.command().getFirst(), reason(error));
  }

  private static Outcome become(Launch launch, Libc libc, Path path, List<byte[]> environment) {
    List<byte[]> arguments = ExactArguments.of(launch.command());
    int error = libc.execve(bytes(path), arguments, environment);
    if (error == Libc.ENOEXEC && Executable.looksLikeScript(path)) {
      List<byte[]> script = new ArrayList<>(arguments);
      script.set(0, bytes(path));
      script.addFirst(bytes(Executable.SHELL));
      error = libc.execve(bytes(Executable.SHELL), script, environment);
    }
    environment.forEach(entry -> Arrays.fill(entry, (byte) 0));
    return Outcome.NotStarted.unusable(launch.command().getFirst(), reason(error));
  }

  private static String reason(int error) {
    return switch (error) {
      case Libc.ENOENT -> "the interpreter that its first line names is missing";
      case Libc.ENOEXEC -> "not a program for this system";
      case Libc.E2BIG -> "arguments and environment are too large";
      default -> "the system refuses it, error " + error;
    };
  }

  private static void asThePerson(Libc libc, PersonEnvironment person) {
    Integer umask = person.umask();
    if (umask != null) {
      libc.umask(umask);
    }
    Long core = person.coreLimit();
    if (core != null) {
      libc.coreLimit(core);
    }
    closeOthers(libc);
    libc.unblockSignals();
  }

  private static void closeOthers(Libc libc) {
    String[] open = new File("/dev/fd").list();
    for (String descriptor : open == null ? new String[0] : open) {
      int number = Integer.parseInt(descriptor);
      if (number > 2) {
        libc.closeOnExec(number);
      }
    }
  }

  private static Map<String, String> own(Libc libc) {
    return PersonEnvironment.read(libc.environment().orElseGet(InPlace::asTheJvmSeesIt));
  }

  private static List<byte[]> asTheJvmSeesIt() {
    return System.getenv().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .map(entry -> entry.getBytes(ExactArguments.platform()))
        .toList();
  }

  private static @Nullable String searchPath(Map<String, String> child) {
    String path = child.get("PATH");
    return path == null
        ? null
        : new String(path.getBytes(StandardCharsets.ISO_8859_1), ExactArguments.platform());
  }

  @RevealsSecret("a key becomes an environment variable of the program")
  private static List<byte[]> environment(Map<String, String> child, Map<String, Secret> keys) {
    Map<String, byte[]> revealed = new LinkedHashMap<>();
    keys.forEach((name, value) -> revealed.put(name, value.reveal()));
    List<byte[]> entries = PersonEnvironment.entries(child, revealed);
    revealed.values().forEach(value -> Arrays.fill(value, (byte) 0));
    return entries;
  }

  private static byte[] bytes(Path path) {
    return path.toString().getBytes(ExactArguments.platform());
  }
}

package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.cli.Keymaster;
import dev.keymaster.cli.World;
import dev.keymaster.front.Front;
import dev.keymaster.front.Machine;
import dev.keymaster.model.Secret;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import dev.keymaster.run.Runner;
import dev.keymaster.wire.UnixConnector;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The front in the JVM: where there is no native one, and for what that left to the launcher. */
final class JvmMachine implements Machine {
  private static final int EPIPE = 32;
  private static final int OTHER = -1;
  private static final int OTHERS = 0077;

  private final List<String> arguments;
  private final World world;
  private final long user;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable IOException failure;
  private boolean started;

  JvmMachine(List<String> arguments, World world) {
    this.arguments = arguments;
    this.world = world;
    this.user = UserId.current();
    world.environment().forEach((name, value) -> environment.put(raw(name), raw(value)));
  }

  /** Its bytes, one to one. */
  private static String raw(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static String text(String raw) {
    return new String(raw.getBytes(ISO_8859_1), UTF_8);
  }

  /** Tells whether a program was started, or was to be: it may have left hooks at the end. */
  boolean hasStarted() {
    return started;
  }

  @Override
  public List<String> words() {
    return arguments.stream().map(JvmMachine::raw).toList();
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public String directory() {
    return raw(world.directory().toString());
  }

  @Override
  public long user() {
    return user;
  }

  @Override
  public String build() {
    return System.getProperty("keymaster.build", "");
  }

  @Override
  public boolean open(int descriptor) {
    return true; // too late to tell: the JVM has opened files of its own
  }

  @Override
  public boolean terminal(int descriptor) {
    return environment
        .getOrDefault(TerminalDevice.DESCRIPTORS, "")
        .contains(Integer.toString(descriptor));
  }

  @Override
  public int columns() {
    return world.terminal().columns();
  }

  @Override
  public boolean owns(String folder) {
    try {
      Map<String, Object> facts =
          Files.readAttributes(
              Path.of(text(folder)), "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
      return Boolean.TRUE.equals(facts.get("isDirectory"))
          && facts.get("uid") instanceof Integer owner
          && owner == user
          && facts.get("mode") instanceof Integer mode
          && (mode & OTHERS) == 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public @Nullable Line connect(String socket) {
    try {
      Path path = Path.of(text(socket));
      return new Channel(new UnixConnector(path, Files.getOwner(Path.of("/proc/self"))).connect());
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  private record Channel(ByteChannel channel) implements Line {
    @Override
    public boolean send(byte[] bytes) {
      try {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public int receive(byte[] into, int offset) {
      try {
        return Math.max(0, channel.read(ByteBuffer.wrap(into, offset, into.length - offset)));
      } catch (IOException e) {
        return 0;
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // all that mattered has been read
      }
    }
  }

  @Override
  public int write(int descriptor, byte[] bytes, int start, int end) {
    OutputStream stream = descriptor == 1 ? world.out() : world.err();
    try {
      stream.write(bytes, start, end - start);
      return 0;
    } catch (IOException e) {
      failure = e;
      return String.valueOf(e.getMessage()).contains("Broken pipe") ? EPIPE : OTHER;
    }
  }

  @Override
  public int lost(int error) {
    IOException why = failure == null ? new IOException("error " + error) : failure;
    return Keymaster.cannotPrint(arguments, world, why);
  }

  @Override
  public boolean startable(String program) {
    return Runner.finds(text(program), world.environment().get("PATH"));
  }

  @Override
  public int become(
      List<String> command, Map<String, byte[]> variables, Map<String, byte[]> masks) {
    started = true;
    Map<String, Secret> keys = new LinkedHashMap<>();
    variables.forEach((name, value) -> keys.put(name, Secret.copyOf(value)));
    Map<String, String> shown = new LinkedHashMap<>();
    masks.forEach((name, mask) -> shown.put(name, new String(mask, UTF_8)));
    List<String> words = command.stream().map(JvmMachine::text).toList();
    Outcome outcome = world.runner().run(new Launch(words, keys, shown));
    keys.values().forEach(Secret::close);
    return outcome instanceof Outcome.Ended ended ? ended.exitCode() : Front.ELSEWHERE;
  }
}

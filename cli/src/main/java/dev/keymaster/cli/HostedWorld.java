package dev.keymaster.cli;

import dev.keymaster.model.Databases;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.run.Attendant;
import dev.keymaster.run.Launch;
import dev.keymaster.run.Outcome;
import dev.keymaster.run.Runner;
import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.Engine;
import dev.keymaster.wire.NamedBytes;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The world of another process, as far as its request tells; what it prints goes into the answer.
 */
final class HostedWorld implements World {
  private final CommandRequest request;
  private final Engine engine;
  private final World here;
  private final NamedBytes.Writer answer = new NamedBytes.Writer();
  private @Nullable Map<String, byte[]> variables;
  private Map<String, String> masks = Map.of();

  HostedWorld(CommandRequest request, Engine engine, World here) {
    this.request = request;
    this.engine = engine;
    this.here = here;
  }

  /** Ends the answer: with that code, unless a program is to take over. */
  byte[] answer(int code) {
    if (variables == null) {
      return CommandAnswer.exit(answer, code);
    }
    byte[] bytes = CommandAnswer.become(answer, variables, masks);
    variables.values().forEach(value -> Arrays.fill(value, (byte) 0));
    return bytes;
  }

  private final class Printed extends OutputStream {
    private final String name;

    Printed(String name) {
      this.name = name;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      byte[] part = Arrays.copyOfRange(bytes, offset, offset + length);
      answer.add(name, part);
      Arrays.fill(part, (byte) 0);
    }
  }

  @Override
  public OutputStream out() {
    return new Printed(CommandAnswer.OUT);
  }

  @Override
  public OutputStream err() {
    return new Printed(CommandAnswer.ERR);
  }

  @Override
  public InputStream in() {
    throw new NotHere();
  }

  @Override
  public InputStream descriptor(int number) {
    throw new NotHere();
  }

  @Override
  public Map<String, String> environment() {
    return request.environment();
  }

  @Override
  public Path directory() {
    return Path.of(request.directory());
  }

  @Override
  public Places places() {
    String own = environment().getOrDefault("KEYMASTER_HOME", "");
    Path start =
        home()
            .or(() -> own.startsWith("/") ? Optional.of(Path.of(own)) : Optional.empty())
            .orElseThrow(NotHere::new);
    return Places.of(environment(), start, here.places().runtime());
  }

  /** What the other process sees of its terminal; nobody can be asked from here. */
  @Override
  public Terminal terminal() {
    return new Terminal() {
      @Override
      public boolean has(Stream stream) {
        return stream.among(request.terminals());
      }

      @Override
      public int columns() {
        return Terminal.columns(environment().getOrDefault("COLUMNS", ""));
      }

      @Override
      public Optional<Secret> readHidden(String prompt) {
        throw new NotHere();
      }

      @Override
      public Optional<String> readLine(String prompt) {
        throw new NotHere();
      }
    };
  }

  @Override
  public InstantSource clock() {
    return here.clock();
  }

  @Override
  public Randomness randomness() {
    return here.randomness();
  }

  /** Nothing is started here: the other process becomes the program. */
  @Override
  public Runner runner() {
    return this::keep;
  }

  @RevealsSecret("the process that becomes the program gives it these variables")
  private Outcome keep(Launch launch) {
    Map<String, byte[]> kept = new LinkedHashMap<>();
    launch.injected().forEach((name, value) -> kept.put(name, value.reveal()));
    variables = kept;
    masks = launch.masks();
    return new Outcome.Ended(0);
  }

  @Override
  public Attendant attendant() {
    throw new NotHere();
  }

  @Override
  public Capture capture() {
    throw new NotHere();
  }

  @Override
  public Databases databases() {
    throw new NotHere();
  }

  @Override
  public Pasteboard pasteboard() {
    throw new NotHere();
  }

  @Override
  public AgentControl agent() {
    throw new NotHere();
  }

  @Override
  public Installation installation() {
    throw new NotHere();
  }

  @Override
  public String version() {
    return here.version();
  }

  @Override
  public int tour() {
    throw new NotHere();
  }

  @Override
  public Engine engine(Unlocking unlocking) {
    return engine;
  }
}

package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.cli.Keymaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs the usual commands once in one process, in a throw-away home, so that the JVM can keep what
 * it learned in the AOT cache of the image. Part of making the image, of no use to anybody else.
 *
 * <p>{@code run} would end the process by becoming the program, so it rehearses with a file that no
 * system can execute.
 */
public final class Rehearsal {
  /** One command a line; {@code ~} is the home. */
  private static final String COMMANDS =
      """
      --version
      --help
      vault init --key-file ~/rehearsal.key
      add openai --stdin
      add anthropic --stdin --env prod --tag rehearsal
      get openai
      ls
      ls --json
      show openai
      edit openai --note rehearsed
      alert remove burst
      history openai
      audit
      vault status
      run --no-masking --only openai -- ~/no-program
      get no-such-key
      no-such-verb
      """;

  private final Path home;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private Rehearsal(Path home) {
    this.home = home;
  }

  /**
   * Runs the commands; the exit code tells whether all went as it should.
   *
   * @param args the home to be made; without one nothing is done, which is the floor that the
   *     benchmarks measure a start against
   */
  public static void main(String[] args) throws IOException {
    if (args.length > 0) {
      Path home = Path.of(args[0]);
      String said = rehearse(home);
      System.out.println(said);
      System.getenv(); // the commands above did without: the cache needs its classes
      boolean serves = System.getProperty("os.name", "").equals("Linux");
      boolean agent = !serves || new AgentRehearsal(home, OutputStream.nullOutputStream()).run();
      System.exit(agent && said.contains("rehearsed-valueget openai: 0") ? 0 : 1);
    }
  }

  /** Runs the commands and returns what they printed, each followed by itself and its exit code. */
  static String rehearse(Path home) throws IOException {
    Files.createDirectories(home);
    Path program = Files.write(home.resolve("no-program"), new byte[1]);
    Rehearsal rehearsal = new Rehearsal(home);
    if (!program.toFile().setExecutable(true)) {
      throw new IOException("cannot make a program of " + program);
    }
    COMMANDS.lines().forEach(rehearsal::run);
    return rehearsal.said.toString(UTF_8);
  }

  private void run(String command) {
    var words = Stream.of(command.split(" ")).map(word -> word.replace("~", home.toString()));
    int code = Keymaster.run(words.toList(), world());
    said.writeBytes((command + ": " + code + "\n").getBytes(UTF_8));
  }

  private ProcessWorld world() {
    return new ProcessWorld(
        Map.of("KEYMASTER_HOME", home.toString(), "CI", "true"),
        new ByteArrayInputStream("rehearsed-value\n".getBytes(UTF_8)),
        said,
        said);
  }
}

package dev.keymaster.libc;

import dev.keymaster.front.Front;
import dev.keymaster.front.Machine;
import dev.keymaster.model.Latin1;
import dev.keymaster.run.PersonEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The process and its system, through the C library. */
final class LibcMachine implements Machine {
  private final Itself itself;
  private final List<String> words;
  private final Map<String, String> environment;

  LibcMachine(Itself itself) {
    this.itself = itself;
    this.words = itself.words();
    this.environment = itself.environment();
  }

  @Override
  public List<String> words() {
    return words;
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public String directory() {
    return itself.directory();
  }

  @Override
  public long user() {
    return Libc.user();
  }

  @Override
  public String build() {
    return itself.build();
  }

  @Override
  public boolean open(int descriptor) {
    return Streams.open(descriptor);
  }

  @Override
  public boolean terminal(int descriptor) {
    return Streams.terminal(descriptor);
  }

  @Override
  public int columns() {
    return Streams.columns(1);
  }

  @Override
  public boolean owns(String folder) {
    return Files.owns(Libc.user(), folder);
  }

  @Override
  public @Nullable Line connect(String socket) {
    itself.hide();
    return Socket.connect(socket, Libc.user());
  }

  @Override
  public int write(int descriptor, byte[] bytes, int start, int end) {
    return Streams.write(descriptor, bytes, start, end);
  }

  /** The words of the whole program, which says them in colour or JSON by itself. */
  @Override
  public int lost(int error) {
    String reason = Streams.reason(error);
    if (reason.isEmpty() || words.contains("--json") || Streams.terminal(2)) {
      return Front.ELSEWHERE;
    }
    Streams.say("keymaster: cannot write to standard output: " + reason + "\n");
    Streams.say("hint: make room or write somewhere else\n");
    return 1;
  }

  @Override
  public boolean startable(String program) {
    return Files.program(program, environment.get("PATH")) != null;
  }

  @Override
  public int become(
      List<String> command, Map<String, byte[]> variables, Map<String, byte[]> masks) {
    String path = Files.program(command.get(0), environment.get("PATH"));
    if (path == null) {
      return Front.ELSEWHERE;
    }
    Map<String, String> child = new PersonEnvironment(environment).forChild();
    List<byte[]> entries = PersonEnvironment.entries(child, variables);
    int code = start(new Program(itself, path, bytes(command), entries), variables, masks);
    entries.forEach(entry -> Arrays.fill(entry, (byte) 0));
    return code;
  }

  private int start(Program program, Map<String, byte[]> variables, Map<String, byte[]> masks) {
    if (masks.isEmpty() || (Files.isNull(1) && Files.isNull(2))) {
      program.become();
      return Front.ELSEWHERE;
    }
    itself.hide();
    Screen screen = Streams.terminal(1) ? Screen.open() : null;
    return screen == null
        ? new OnPipes(program, variables, masks).run()
        : new OnTerminal(program, screen, variables, masks).run();
  }

  private static List<byte[]> bytes(List<String> texts) {
    List<byte[]> bytes = new ArrayList<>();
    texts.forEach(text -> bytes.add(Latin1.bytes(text)));
    return bytes;
  }
}

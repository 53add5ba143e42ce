package dev.keymaster.front;

import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.NamedBytes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the agent says is to be done. Nothing is done before all of it is understood. */
final class Answer {
  private static final int OUT = 1;
  private static final int ERR = 2;
  private static final int EPIPE = 32;
  private static final int BROKEN_PIPE = 141;

  private final Machine machine;
  private final byte[] bytes;

  Answer(Machine machine, byte[] bytes) {
    this.machine = machine;
    this.bytes = bytes;
  }

  /** Prints and ends, or becomes the program. */
  int carryOut() {
    String last = last();
    boolean ends = last.equals(CommandAnswer.EXIT);
    if (!ends && !last.equals(CommandAnswer.BECOME)) {
      return Front.ELSEWHERE;
    }
    int error = print();
    if (error != 0) {
      return error == EPIPE ? BROKEN_PIPE : machine.lost(error);
    }
    return ends ? bytes[bytes.length - 1] & 0xff : become();
  }

  /** Name of the last pair; empty if this is no answer. */
  private String last() {
    String last = "";
    boolean known = true;
    NamedBytes.Reader pairs = new NamedBytes.Reader(bytes);
    while (pairs.next()) {
      known &= !ends(last) && known(pairs);
      last = pairs.name();
    }
    return known ? last : "";
  }

  private static boolean ends(String name) {
    return name.equals(CommandAnswer.EXIT) || name.equals(CommandAnswer.BECOME);
  }

  private static boolean known(NamedBytes.Reader pairs) {
    String name = pairs.name();
    int length = pairs.end() - pairs.start();
    return switch (name) {
      case CommandAnswer.OUT, CommandAnswer.ERR -> true;
      case CommandAnswer.EXIT -> length == 1;
      case CommandAnswer.BECOME -> length == 0;
      default -> name.startsWith(CommandAnswer.SET) || name.startsWith(CommandAnswer.MASK);
    };
  }

  /** Prints in order. What nobody can hear is dropped; data that cannot be written is an error. */
  private int print() {
    NamedBytes.Reader pairs = new NamedBytes.Reader(bytes);
    int error = 0;
    while (error == 0 && pairs.next()) {
      if (pairs.name().equals(CommandAnswer.OUT)) {
        error = machine.write(OUT, bytes, pairs.start(), pairs.end());
      } else if (pairs.name().equals(CommandAnswer.ERR)) {
        int _ = machine.write(ERR, bytes, pairs.start(), pairs.end());
      }
    }
    return error;
  }

  private int become() {
    Map<String, byte[]> variables = named(CommandAnswer.SET);
    List<String> words = machine.words();
    List<String> command = words.subList(words.indexOf("--") + 1, words.size());
    int code = machine.become(command, variables, named(CommandAnswer.MASK));
    variables.values().forEach(value -> Arrays.fill(value, (byte) 0));
    return code;
  }

  /** The pairs whose name starts so, by the rest of it. */
  private Map<String, byte[]> named(String start) {
    Map<String, byte[]> named = new LinkedHashMap<>();
    NamedBytes.Reader pairs = new NamedBytes.Reader(bytes);
    while (pairs.next()) {
      if (pairs.name().startsWith(start)) {
        named.put(pairs.name().substring(start.length()), pairs.value());
      }
    }
    return named;
  }
}

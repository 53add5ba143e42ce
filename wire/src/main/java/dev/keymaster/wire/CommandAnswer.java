package dev.keymaster.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What became of a {@link CommandRequest}, as {@link NamedBytes}: what to print, in its order, and
 * either the exit code or the program to become.
 *
 * <p>{@code out} and {@code err} hold bytes for the two streams. {@code set:NAME} holds the value
 * of a variable of the program, {@code mask:NAME} what is shown instead of it in what the program
 * prints; without any, nobody touches that. The last pair is {@code exit} with one byte, the exit
 * code, or {@code become} without a byte: the program of the command line takes over.
 */
public final class CommandAnswer {
  /** Name of the pairs with bytes for standard output. */
  public static final String OUT = "out";

  /** Name of the pairs with bytes for standard error. */
  public static final String ERR = "err";

  /** What the name of a pair with a variable for the program starts with; its name follows. */
  public static final String SET = "set:";

  /** What the name of a pair with a mask starts with; the name of its variable follows. */
  public static final String MASK = "mask:";

  /** Name of the last pair: the exit code. */
  public static final String EXIT = "exit";

  /** Name of the last pair: the program takes over. */
  public static final String BECOME = "become";

  /** HTTP status of a command that has to be carried out by whoever asked. Nothing happened yet. */
  public static final int NOT_HERE = 421;

  private CommandAnswer() {}

  /** Ends an answer with an exit code, 0 to 255. */
  public static byte[] exit(NamedBytes.Writer answer, int code) {
    return answer.add(EXIT, new byte[] {(byte) code}).bytes();
  }

  /**
   * Ends an answer with a program to become.
   *
   * @param variables what it is given; the values stay the caller's
   * @param masks what its output shows instead of them, by the same names; empty for no masking
   */
  public static byte[] become(
      NamedBytes.Writer answer, Map<String, byte[]> variables, Map<String, String> masks) {
    variables.forEach((name, value) -> answer.add(SET + name, value));
    masks.forEach((name, mask) -> answer.add(MASK + name, mask.getBytes(StandardCharsets.UTF_8)));
    return answer.add(BECOME, new byte[0]).bytes();
  }
}

package dev.keymaster.wire;

import dev.keymaster.model.KeymasterException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command line that the agent is asked to carry out, as {@link NamedBytes}: what the verb would
 * see of the process that it was typed into, and no more than it needs. Nothing in it is proof of
 * anything.
 *
 * @param build which build of Keymaster asks; another one than the agent's is not served
 * @param arguments the words after {@code keymaster}; of a program to run only its name
 * @param directory the working directory, absolute
 * @param environment the variables that a verb may look at, none of them secret
 * @param terminals which of the descriptors 0, 1, 2 are terminals, such as {@code 02}
 */
public record CommandRequest(
    String build,
    List<String> arguments,
    String directory,
    Map<String, String> environment,
    String terminals) {
  /** Where it is posted to. */
  public static final String PATH = "/v1/command";

  /** Name of the pair that holds the build. */
  public static final String BUILD = "build";

  /** Name of the pairs that hold one argument each. */
  public static final String ARGUMENT = "argument";

  /** Name of the pair that holds the working directory. */
  public static final String DIRECTORY = "directory";

  /** Name of the pairs that hold one variable each, as {@code NAME=value}. */
  public static final String VARIABLE = "variable";

  /** Name of the pair that says which descriptors are terminals. */
  public static final String TERMINALS = "terminals";

  /** Copies what it is given. */
  public CommandRequest {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Reads pairs; USAGE if they are no command or not text. */
  public static CommandRequest parse(byte[] body) {
    Map<String, String> single = new LinkedHashMap<>();
    List<String> arguments = new ArrayList<>();
    Map<String, String> environment = new LinkedHashMap<>();
    NamedBytes.Reader pairs = new NamedBytes.Reader(body);
    while (pairs.next()) {
      String text = text(pairs.value());
      switch (pairs.name()) {
        case ARGUMENT -> arguments.add(text);
        case VARIABLE -> variable(environment, text);
        case BUILD, DIRECTORY, TERMINALS -> single.put(pairs.name(), text);
        default -> throw refused();
      }
    }
    if (single.size() < 3 || arguments.isEmpty()) {
      throw refused();
    }
    return new CommandRequest(
        single.getOrDefault(BUILD, ""),
        arguments,
        single.getOrDefault(DIRECTORY, ""),
        environment,
        single.getOrDefault(TERMINALS, ""));
  }

  private static void variable(Map<String, String> environment, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw refused();
    }
    environment.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
  }

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new KeymasterException(
          KeymasterException.Code.USAGE, "a command that is not UTF-8", "", e);
    }
  }

  private static KeymasterException refused() {
    return KeymasterException.usage("not a command", "");
  }
}

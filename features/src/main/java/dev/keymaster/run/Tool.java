package dev.keymaster.run;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another program that is asked for what it keeps, such as {@code gpg}. It may ask the person on
 * the terminal; what it says goes to standard error. No shell in between.
 */
public final class Tool {
  private final String program;
  private final Map<String, String> environment;

  private Tool(String program, Map<String, String> environment) {
    this.program = program;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Finds a program; NOT_FOUND if it is not installed.
   *
   * @param name as a person types it
   * @param environment what it gets, with the PATH in which it is looked for
   */
  public static Tool find(String name, Map<String, String> environment) {
    if (Executable.find(name, environment.get("PATH"))
        instanceof Executable.Search.Found(var found)) {
      return new Tool(found.toString(), environment);
    }
    throw new KeymasterException(
        Code.NOT_FOUND, name + " is not installed", "install it: such files are read by it alone");
  }

  /**
   * Runs it and returns what it printed, which the caller zeroes; empty if it did not end well.
   *
   * @param input what it reads; null for nothing
   * @param most bytes that are taken; more is a USAGE failure
   */
  public Optional<byte[]> output(List<String> arguments, @Nullable Secret input, int most)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      write(process, input);
      byte[] bytes = out.readNBytes(most + 1);
      if (bytes.length > most) {
        Arrays.fill(bytes, (byte) 0);
        throw KeymasterException.usage(program + " printed more than " + most + " bytes", "");
      }
      return process.waitFor() == 0 ? Optional.of(bytes) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeymasterException(Code.FAILURE, "interrupted beside " + program, "", e);
    } finally {
      process.destroyForcibly();
    }
  }

  @RevealsSecret("the program asks for its own passphrase")
  private static void write(Process process, @Nullable Secret input) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      if (input != null) {
        byte[] bytes = input.reveal();
        in.write(bytes);
        in.write('\n');
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }
}

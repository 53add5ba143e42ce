package dev.keymaster.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Secret;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The environment variables that hold secrets. The launcher moves them to pipes, whose numbers it
 * leaves in {@code NAME_FD}; a pipe can be read once, so what came out of it is kept here.
 */
final class SecretVariables implements Function<String, Optional<Secret>> {
  private static final int LONGEST = 1 << 12;

  private final Map<String, String> environment;
  private final Map<String, Optional<Secret>> known = new HashMap<>();

  SecretVariables(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Returns a copy of the value, or empty if the variable is not set. */
  @Override
  public Optional<Secret> apply(String name) {
    return known.computeIfAbsent(name, this::read).map(Secret::copy);
  }

  private Optional<Secret> read(String name) {
    String descriptor = environment.get(name + "_FD");
    if (descriptor != null && descriptor.matches("[0-9]{1,3}")) {
      return Optional.of(drain(name, "/dev/fd/" + descriptor));
    }
    return Optional.ofNullable(environment.get(name))
        .map(value -> Secret.taking(value.getBytes(UTF_8)));
  }

  private static Secret drain(String name, String pipe) {
    try (InputStream in = new FileInputStream(pipe)) {
      byte[] bytes = in.readNBytes(LONGEST);
      int length = bytes.length;
      if (length > 0 && bytes[length - 1] == '\n') {
        length--;
      }
      byte[] value = Arrays.copyOf(bytes, length);
      Arrays.fill(bytes, (byte) 0);
      return Secret.taking(value);
    } catch (IOException e) {
      throw new KeymasterException(
          KeymasterException.Code.FAILURE,
          name + " could not be read from the launcher's pipe",
          "start Keymaster through its launcher",
          e);
    }
  }
}

package dev.keymaster.project;

import dev.keymaster.model.BugException;
import dev.keymaster.model.EnvironmentName;
import dev.keymaster.model.KeyName;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code keymaster.yaml} says: which services, environments and keys a project uses. Made to
 * be committed: it names keys and never holds one.
 *
 * @param defaultEnvironment where keys are looked for unless somebody says otherwise; null if left
 *     open
 * @param autoRotate how often keys are to be rotated; zero for never, null if left open
 * @param services what is said about single services
 * @param keys the keys of the project and the environment variable that each becomes, in the order
 *     of the file
 */
public record ProjectFile(
    @Nullable EnvironmentName defaultEnvironment,
    @Nullable Duration autoRotate,
    Map<ServiceName, Service> services,
    Map<KeyName, String> keys) {

  /** The file's name in the top folder of a project. */
  public static final String NAME = "keymaster.yaml";

  /** The only version there is. */
  static final String VERSION = "1";

  /**
   * What is said about a service.
   *
   * @param environments those it has keys in; empty for any
   * @param autoRotate how often; zero for never, null for what the project says
   */
  public record Service(List<EnvironmentName> environments, @Nullable Duration autoRotate) {
    /** Copies the list. */
    public Service {
      environments = List.copyOf(environments);
    }
  }

  /** Copies the maps. */
  public ProjectFile {
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  /** Tells whether it says which keys the project uses, singly or by their service. */
  public boolean choosesKeys() {
    return !keys.isEmpty() || !services.isEmpty();
  }

  /**
   * Reads a file's content.
   *
   * @throws dev.keymaster.model.KeymasterException USAGE with the line of whatever is not
   *     understood
   */
  public static ProjectFile parse(byte[] bytes) {
    return ProjectReader.read(Yaml.parse(bytes, NAME));
  }

  /** Returns the JSON Schema of such files, which tells editors what may stand in them. */
  public static String schema() {
    try (InputStream in = ProjectFile.class.getResourceAsStream("keymaster.schema.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BugException("the schema of " + NAME + " cannot be read", e);
    }
  }

  /** Returns the content of a new file, with comments that say what goes where. */
  public static String fresh(EnvironmentName environment) {
    return """
    # Which keys this project uses, and where. Commit this file: it never holds a key.
    version: 1
    settings:
      default_environment: %s
      auto_rotate: false
    # services:
    #   openai:
    #     environments: [dev, prod]
    #     auto_rotate: 30d
    # keys: what each key is called in the environment of "keymaster run" (keymaster use NAME --as VARIABLE)
    """
        .formatted(YamlLines.scalar(environment.value()));
  }
}

package dev.keymaster.exchange;

import dev.keymaster.crypto.SealedBox;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Randomness;
import dev.keymaster.model.RevealsSecret;
import dev.keymaster.model.Secret;
import dev.keymaster.model.WipedBuffer;
import dev.keymaster.project.DotenvFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Variables and their values as other programs read them; all that is returned the caller zeroes.
 */
public final class Variables {
  private static final int SHORTEST_MASKED = 8;

  private Variables() {}

  /** As a {@code .env} file. */
  public static byte[] env(Map<String, Secret> values) {
    return DotenvFile.content(
        values.entrySet().stream()
            .map(each -> new DotenvFile.Line(each.getKey(), "", each.getValue()))
            .toList());
  }

  /** For {@code docker run --env-file}, which takes no quotes and no line ends. */
  @RevealsSecret("the person wants these values in a file")
  public static byte[] docker(Map<String, Secret> values) {
    int room = values.values().stream().mapToInt(Secret::length).sum();
    WipedBuffer out = new WipedBuffer(room);
    values.forEach((name, value) -> {
      byte[] bytes = value.reveal();
      boolean line = true;
      for (byte b : bytes) {
        line &= b != '\n' && b != '\r' && b != 0;
      }
      if (!line) {
        throw KeymasterException.usage(
            name + " has more than one line, which docker's files cannot hold",
            "--except leaves it out; kubernetes takes it");
      }
      out.text(name + "=").bytes(bytes).text("\n");
      Arrays.fill(bytes, (byte) 0);
    });
    return out.taken();
  }

  /** As a manifest of a Kubernetes secret, in base64. */
  public static byte[] kubernetes(String name, Map<String, Secret> values) {
    Map<String, Object> data = new LinkedHashMap<>();
    List<Secret> coded = base64(values, data);
    try {
      Map<String, Object> manifest = new LinkedHashMap<>();
      manifest.put("apiVersion", "v1");
      manifest.put("kind", "Secret");
      manifest.put("metadata", Map.of("name", name));
      manifest.put("type", "Opaque");
      manifest.put("data", data);
      return Emitter.yaml(manifest);
    } finally {
      coded.forEach(Secret::close);
    }
  }

  @RevealsSecret("manifests hold values as base64")
  private static List<Secret> base64(Map<String, Secret> values, Map<String, Object> data) {
    List<Secret> coded = new ArrayList<>();
    values.forEach((name, value) -> {
      byte[] bytes = value.reveal();
      Secret text = Secret.taking(Base64.getEncoder().encode(bytes));
      Arrays.fill(bytes, (byte) 0);
      coded.add(text);
      data.put(name, text);
    });
    return coded;
  }

  /** As GitLab's API takes CI variables: masked where GitLab can, protected, taken as they are. */
  public static byte[] gitlab(Map<String, Secret> values) {
    List<Object> list = new ArrayList<>();
    values.forEach((name, value) -> {
      Map<String, Object> variable = new LinkedHashMap<>();
      variable.put("key", name);
      variable.put("value", value);
      variable.put("variable_type", "env_var");
      variable.put("protected", true);
      variable.put("masked", maskable(name, value));
      variable.put("raw", true);
      list.add(variable);
    });
    return Emitter.json(list);
  }

  /** GitLab masks what is one line of at least eight characters without spaces. */
  @RevealsSecret("looks whether GitLab can mask it, and whether it is text")
  private static boolean maskable(String name, Secret value) {
    byte[] bytes = value.reveal();
    boolean masked = bytes.length >= SHORTEST_MASKED;
    for (byte b : bytes) {
      masked &= b > 0x20 && b < 0x7f;
    }
    boolean text = Emitter.isText(bytes);
    Arrays.fill(bytes, (byte) 0);
    if (!text) {
      throw KeymasterException.usage(
          name + " is no text, which is all that GitLab's variables can hold",
          "--except leaves it out");
    }
    return masked;
  }

  /**
   * As GitHub's API takes secrets of Actions, each sealed for the repository.
   *
   * @param key of the repository
   */
  public static byte[] github(
      RepositoryKey key, Map<String, Secret> values, Randomness randomness) {
    byte[] recipient = decoded(key.text());
    List<Object> list = new ArrayList<>();
    values.forEach((name, value) -> {
      byte[] box = SealedBox.seal(recipient, value, randomness);
      Map<String, Object> secret = new LinkedHashMap<>();
      secret.put("name", name.toUpperCase(Locale.ROOT));
      secret.put("encrypted_value", Base64.getEncoder().encodeToString(box));
      secret.put("key_id", key.id());
      list.add(secret);
    });
    return Emitter.json(list);
  }

  private static byte[] decoded(String key) {
    try {
      return Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw KeymasterException.usage("the public key is not base64", "");
    }
  }
}

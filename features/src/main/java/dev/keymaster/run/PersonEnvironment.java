package dev.keymaster.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The environment as the person has it, for every program that Keymaster starts.
 *
 * <p>The launcher gives the JVM a clean one and keeps what it took away, in variables that exist
 * only for this class:
 *
 * <ul>
 *   <li>{@code KEYMASTER_SAVED_NAME}: the person's value of {@code NAME}, such as {@code
 *       JAVA_TOOL_OPTIONS}; absent if the person had none;
 *   <li>{@code KEYMASTER_SAVED_UMASK}: octal, as {@code umask} prints it;
 *   <li>{@code KEYMASTER_SAVED_CORE}: as {@code ulimit -S -c} prints it, {@code unlimited} or a
 *       number of 512-byte blocks. The launcher lowers the soft limit only, else nobody can raise
 *       it again.
 * </ul>
 *
 * <p>Variables that carry a secret for Keymaster itself are left out: {@code API_KEY_MASTER} and
 * every {@code KEYMASTER_…} with a word such as {@code KEY} or {@code PASSPHRASE}, unless it only
 * names a file. {@code KEYMASTER_HOME} and the like stay.
 */
public final class PersonEnvironment {
  private static final String OURS = "KEYMASTER_";
  private static final String SAVED = "KEYMASTER_SAVED_";
  private static final String UMASK = "KEYMASTER_SAVED_UMASK";
  private static final String CORE = "KEYMASTER_SAVED_CORE";
  private static final String TERMINALS = "KEYMASTER_TTY";
  private static final long BLOCK = 512;
  private static final Set<String> SECRET_WORDS =
      Set.of("KEY", "KEYS", "PASSPHRASE", "PASSWORD", "TOKEN", "SECRET", "CODE", "PIN");

  private final Map<String, String> own;

  /** Looks at the environment of this process. */
  public PersonEnvironment(Map<String, String> own) {
    this.own = own;
  }

  /** Returns what a child gets, before any key is added. */
  public Map<String, String> forChild() {
    Map<String, String> child = new LinkedHashMap<>(own);
    own.forEach((name, value) -> {
      if (name.startsWith(SAVED) && !isOursAlone(name)) {
        child.put(name.substring(SAVED.length()), value);
      }
    });
    child
        .keySet()
        .removeIf(name ->
            name.isEmpty() || name.startsWith(SAVED) || isOursAlone(name) || isSecret(name));
    return child;
  }

  private static boolean isOursAlone(String name) {
    return name.equals(UMASK) || name.equals(CORE) || name.equals(TERMINALS);
  }

  /** Tells whether a variable carries a secret meant for Keymaster alone. */
  public static boolean isSecret(String name) {
    if (name.equals("API_KEY_MASTER") || name.equals("API_KEY_MASTER_FD")) {
      return true;
    }
    if (!name.startsWith(OURS) || name.endsWith("_FILE")) {
      return false;
    }
    for (String word : name.substring(OURS.length()).split("_", -1)) {
      if (SECRET_WORDS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** The person's file mode mask; null if the launcher left it alone. */
  @Nullable Integer umask() {
    String text = own.get(UMASK);
    return text == null || !text.matches("[0-7]{1,4}") ? null : Integer.valueOf(text, 8);
  }

  /** The person's soft core limit in bytes, unsigned, -1 for none; null if left alone. */
  @Nullable Long coreLimit() {
    String text = own.get(CORE);
    if (text == null || !text.matches("unlimited|[0-9]{1,15}")) {
      return null;
    }
    return text.equals("unlimited") ? -1L : Long.parseLong(text) * BLOCK;
  }
}

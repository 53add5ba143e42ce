package dev.keymaster.run;

import dev.keymaster.model.Latin1;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
 *
 * <p>The native front uses this class too: no formatting and no regular expression on its way.
 */
public final class PersonEnvironment {
  private static final String OURS = "KEYMASTER_";
  private static final String SAVED = "KEYMASTER_SAVED_";
  private static final String UMASK = "KEYMASTER_SAVED_UMASK";
  private static final String CORE = "KEYMASTER_SAVED_CORE";
  private static final String TERMINALS = "KEYMASTER_TTY";

  /**
   * What the name of a variable starts with by which one process of Keymaster tells the next what
   * is shown instead of the value of another variable, whose name follows.
   */
  public static final String MASK = "KEYMASTER_MASK_";

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
    return name.equals(UMASK)
        || name.equals(CORE)
        || name.equals(TERMINALS)
        || name.startsWith(MASK);
  }

  /** Tells whether a variable carries a secret meant for Keymaster alone. */
  public static boolean isSecret(String name) {
    if (name.equals("API_KEY_MASTER") || name.equals("API_KEY_MASTER_FD")) {
      return true;
    }
    if (!name.startsWith(OURS) || name.endsWith("_FILE")) {
      return false;
    }
    boolean secret = false;
    int start = OURS.length();
    for (int end = start; end <= name.length(); end++) {
      if (end == name.length() || name.charAt(end) == '_') {
        secret |= SECRET_WORDS.contains(name.substring(start, end));
        start = end + 1;
      }
    }
    return secret;
  }

  /** Tells whether a variable is one that the launcher leaves for this program. */
  public static boolean isOfTheLauncher(String name) {
    return name.startsWith(SAVED) || name.equals(TERMINALS);
  }

  /**
   * Reads entries {@code NAME=value} as Latin-1, which stands for their bytes one to one; of
   * several with one name the first counts, as for the C library.
   */
  public static Map<String, String> read(List<byte[]> entries) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (byte[] entry : entries) {
      String text = Latin1.text(entry);
      int equals = text.indexOf('=', 1);
      if (equals > 0) {
        variables.putIfAbsent(text.substring(0, equals), text.substring(equals + 1));
      }
    }
    return variables;
  }

  /**
   * Returns the entries that a program is started with; the caller wipes them.
   *
   * @param child what it gets anyway, as Latin-1
   * @param keys what it gets beside and instead of that, by name
   */
  public static List<byte[]> entries(Map<String, String> child, Map<String, byte[]> keys) {
    List<byte[]> entries = new ArrayList<>();
    child.forEach((name, value) -> {
      if (!keys.containsKey(name)) {
        entries.add(Latin1.bytes(name + "=" + value));
      }
    });
    keys.forEach((name, value) -> entries.add(entry(name, value)));
    return entries;
  }

  private static byte[] entry(String name, byte[] value) {
    byte[] start = Latin1.bytes(name + "=");
    byte[] entry = Arrays.copyOf(start, start.length + value.length);
    System.arraycopy(value, 0, entry, start.length, value.length);
    return entry;
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

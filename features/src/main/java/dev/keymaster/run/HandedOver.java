package dev.keymaster.run;

import dev.keymaster.model.Latin1;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A program that a process of Keymaster hands to the native front for masking its output: the front
 * has the program's environment, its words after {@link #VERB}, and for each value that is to be
 * hidden a variable {@link PersonEnvironment#MASK}.
 *
 * <p>The native front uses this class too.
 */
public final class HandedOver {
  /** First word of such a command line; no verb that a person can type. */
  public static final String VERB = "__masked";

  private HandedOver() {}

  /** Returns the variables that tell the front what is shown instead of the values of others. */
  public static Map<String, String> variables(Map<String, String> masks) {
    Map<String, String> variables = new LinkedHashMap<>();
    masks.forEach((name, mask) -> variables.put(PersonEnvironment.MASK + name, mask));
    return variables;
  }

  /** Returns what is shown instead of the values of variables, by their names. */
  public static Map<String, byte[]> masks(Map<String, String> environment) {
    Map<String, byte[]> masks = new LinkedHashMap<>();
    environment.forEach((name, mask) -> {
      if (name.startsWith(PersonEnvironment.MASK)) {
        String variable = name.substring(PersonEnvironment.MASK.length());
        masks.put(variable, Latin1.bytes(mask));
      }
    });
    return masks;
  }

  /** Returns the variables that have a mask, with their values; the caller wipes them. */
  public static Map<String, byte[]> values(Map<String, String> environment) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    for (String variable : masks(environment).keySet()) {
      String value = environment.get(variable);
      if (value != null) {
        values.put(variable, Latin1.bytes(value));
      }
    }
    return values;
  }
}

package dev.keymaster.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says to a request, and why.
 *
 * @param effect what happens
 * @param rule the line that decided; null if none did, which means no
 * @param role the role through which it decided; empty if it stands by itself
 * @param stepUp the line that wants a fresh proof of the person first; null if none does
 * @param limits the lines that count it
 */
public record Decision(
    Effect effect, @Nullable Rule rule, String role, @Nullable Rule stepUp, List<Limit> limits) {

  /** Returns which line decided, for a person. */
  public String why() {
    if (rule == null) {
      return "no line of the policy and no role of the caller allows it";
    }
    return (role.isEmpty() ? "" : "role " + role + ", ")
        + "line "
        + rule.line()
        + ": "
        + rule.text();
  }

  /** Returns what to tell who is refused; may be empty. */
  public String because() {
    return rule == null ? "" : rule.because();
  }
}

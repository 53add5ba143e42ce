package dev.keymaster.cli;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import dev.keymaster.model.RoleEntry;
import dev.keymaster.wire.Access;
import java.util.ArrayList;
import java.util.List;

/** Roles within the text of a policy: whatever else stands there stays as it is. */
final class RoleText {
  private RoleText() {}

  static Json object(RoleEntry role) {
    return Json.object()
        .set("name", role.name())
        .texts("is", role.parents())
        .texts("permissions", role.permissions())
        .texts("held_by", role.holders());
  }

  static RoleEntry existing(Access access, String name) {
    return access.roles().stream()
        .filter(role -> role.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new KeymasterException(
                Code.NOT_FOUND,
                "there is no role " + Printable.quote(name),
                "keymaster role list"));
  }

  /** Adds lines at the end. */
  static String with(String policy, List<String> lines) {
    String end = policy.isEmpty() || policy.endsWith("\n") ? "" : "\n";
    return policy + end + String.join("\n", lines) + "\n";
  }

  /** Takes a role away: its own lines, and the role out of the lines that give it. */
  static String without(String policy, String name) {
    List<String> left = new ArrayList<>();
    boolean inside = false;
    for (String line : policy.lines().toList()) {
      boolean indented = line.startsWith(" ") || line.startsWith("\t");
      if (!indented && !line.isBlank()) {
        inside = words(line).startsWith("role " + name + " ");
      }
      if (!inside && !gives(line, name)) {
        left.add(line);
      }
    }
    return String.join("\n", left) + "\n";
  }

  private static boolean gives(String line, String role) {
    return words(line).startsWith("give " + role + " to ");
  }

  private static String words(String line) {
    return line.replaceFirst("#.*", "").strip().replaceAll("\\s+", " ") + " ";
  }
}

package dev.keymaster.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks at the environment variables that bend Keymaster or hold its secrets. */
final class VariableCheckup implements Checkup {
  private static final String SAVED = "KEYMASTER_SAVED_";
  private static final List<String> BENDING =
      List.of(
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "JDK_AOT_VM_OPTIONS",
          "LD_PRELOAD",
          "LD_AUDIT",
          "DYLD_INSERT_LIBRARIES");

  @Override
  public List<Finding> look(Session session) {
    Map<String, String> environment = session.world().environment();
    List<Finding> findings = new ArrayList<>();
    BENDING.forEach(name -> bending(environment, name, findings));
    if (isSet(environment, "API_KEY_MASTER")) {
      findings.add(
          Finding.warn(
              "variable",
              "API_KEY_MASTER is an old name, and other programs can read it",
              "name it KEYMASTER_MASTER_KEY in CI; elsewhere use another slot"));
    }
    boolean ci = "true".equals(environment.get("CI"));
    for (String name : List.of("KEYMASTER_MASTER_KEY", "KEYMASTER_PASSPHRASE")) {
      if (isSet(environment, name) && !ci) {
        findings.add(
            Finding.warn(
                "variable",
                name + " is for tests and CI: other programs can read it",
                "unset " + name + "; keymaster vault slots add makes another way in"));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("variables", "none that bend or betray it"))
        : findings;
  }

  private static void bending(
      Map<String, String> environment, String name, List<Finding> findings) {
    if (environment.containsKey(SAVED + name)) {
      findings.add(Finding.ok("variable", name + " is set, and kept from Keymaster"));
    } else if (environment.containsKey(name)) {
      findings.add(Finding.warn("variable", name + " changes how Keymaster runs", "unset " + name));
    }
  }

  /** The launcher puts a descriptor in the place of a variable that holds a secret. */
  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isEmpty() || environment.containsKey(name + "_FD");
  }
}

package dev.keymaster.cli;

import java.util.List;
import java.util.Map;

/** Looks whether {@code get --clip} has a tool to copy with. */
final class ClipboardCheckup implements Checkup {
  @Override
  public List<Finding> look(Session session) {
    List<String> tools = session.world().pasteboard().tools();
    if (!tools.isEmpty()) {
      return List.of(Finding.ok("clipboard", tools.getFirst()));
    }
    Map<String, String> environment = session.world().environment();
    if (environment.containsKey("WAYLAND_DISPLAY")) {
      return List.of(missing("wl-clipboard"));
    }
    return List.of(
        environment.containsKey("DISPLAY")
            ? missing("xclip")
            : Finding.ok("clipboard", "no desktop: get --clip asks the terminal to copy"));
  }

  private static Finding missing(String tool) {
    return Finding.warn(
        "clipboard", "no tool for it: get --clip asks the terminal to copy", "install " + tool);
  }
}

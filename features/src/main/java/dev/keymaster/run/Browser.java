package dev.keymaster.run;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;

/** The person's web browser, if there is a desktop. */
public final class Browser {
  private Browser() {}

  /**
   * Shows a page; does nothing where there is no desktop or no program that shows pages.
   *
   * @param page its address: {@code https}, or on this machine
   * @param own the environment of this process
   * @return whether a program was started for it
   */
  public static boolean open(String page, Map<String, String> own) {
    boolean desktop = isSet(own, "DISPLAY") || isSet(own, "WAYLAND_DISPLAY");
    if (!desktop || !page.matches("https://.*|http://127\\.0\\.0\\.1:.*")) {
      return false;
    }
    ProcessBuilder program = new ProcessBuilder("xdg-open", page);
    Map<String, String> environment = program.environment();
    environment.clear();
    environment.putAll(new PersonEnvironment(own).forChild());
    try {
      program
          .redirectInput(Redirect.from(new File("/dev/null")))
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false; // its address was printed
    }
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isEmpty();
  }
}

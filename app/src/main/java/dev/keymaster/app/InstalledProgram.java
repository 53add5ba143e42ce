package dev.keymaster.app;

import dev.keymaster.agent.Successor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program that lies where this process was started from: another one after an upgrade.
 *
 * @param image the folder of the installation
 */
record InstalledProgram(Path image, AgentStarter starter) implements Successor {
  private static final Pattern BUILD = Pattern.compile("-Dkeymaster\\.build=([0-9a-f]+)");

  @Override
  public String build() {
    try {
      Matcher build = BUILD.matcher(Files.readString(image.resolve("lib").resolve("launcher")));
      return build.find() ? build.group(1) : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public boolean start(byte[] open) {
    try {
      return starter.start(List.of("--take-over"), open).equals(AgentStarter.READY);
    } catch (IOException e) {
      return false;
    }
  }
}

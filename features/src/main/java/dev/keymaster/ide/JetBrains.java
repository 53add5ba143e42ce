package dev.keymaster.ide;

import java.util.List;

/** Files that JetBrains' editors read beside their own: one that is not ours is left alone. */
final class JetBrains {
  private JetBrains() {}

  static List<Change> changes(String shell) {
    return List.of(
        file(
            ".run/keymaster shell.run.xml",
            """
            <component name="ProjectRunConfigurationManager">
              <configuration default="false" name="keymaster shell" type="ShConfigurationType">
                <option name="SCRIPT_TEXT" value="keymaster run -- %s" />
                <option name="INDEPENDENT_SCRIPT_PATH" value="true" />
                <option name="SCRIPT_WORKING_DIRECTORY" value="$PROJECT_DIR$" />
                <option name="EXECUTE_IN_TERMINAL" value="true" />
                <option name="EXECUTE_SCRIPT_FILE" value="false" />
                <method v="2" />
              </configuration>
            </component>
            """
                .formatted(shell)),
        file(
            ".idea/tools/Keymaster.xml",
            """
            <toolSet name="Keymaster">
              <tool name="Run with keys" description="starts a program with the keys of this project" \
            showInMainMenu="true" showInEditor="false" showInProject="true" showInSearchPopup="true" \
            disabled="false" useConsole="true" showConsoleOnStdOut="true" showConsoleOnStdErr="true" \
            synchronizeAfterRun="true">
                <exec>
                  <option name="COMMAND" value="keymaster" />
                  <option name="PARAMETERS" value="run -- $Prompt$" />
                  <option name="WORKING_DIRECTORY" value="$ProjectFileDir$" />
                </exec>
              </tool>
            </toolSet>
            """));
  }

  private static Change file(String path, String content) {
    return new Change(
        path, text -> text.isEmpty() ? content : text, text -> text.equals(content) ? "" : text);
  }
}

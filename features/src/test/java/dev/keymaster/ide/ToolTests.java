package dev.keymaster.ide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The settings as they are written, held against what they were when somebody looked at them. */
final class ToolTests {
  private static final String PROFILE =
      "{ \"path\": \"keymaster\", \"args\": [\"run\", \"--\", \"/bin/bash\"] }";
  private static final String SETTINGS =
      """
      {
        "terminal.integrated.profiles.linux": { "keymaster": %1$s },
        "terminal.integrated.defaultProfile.linux": "keymaster",
        "terminal.integrated.automationProfile.linux": %1$s
      }
      """
          .formatted(PROFILE);
  private static final String TASKS =
      """
      {
        "version": "2.0.0",
        "tasks": [{ "label": "keymaster: shell with keys", "type": "process", "command": "keymaster", "args": ["run", "--", "${env:SHELL}"], "problemMatcher": [] }]
      }
      """;
  private static final String IGNORED =
      "# >>> keymaster\n.env\n.env.*\n!.env.example\n# <<< keymaster\n";

  private static Map<String, String> written(Tool tool, String before) {
    Map<String, String> files = new TreeMap<>();
    tool.changes("/bin/bash", "linux")
        .forEach(change -> files.put(change.path(), change.setup().apply(before)));
    return files;
  }

  @Test
  void A6_vs_code_and_its_forks_start_terminals_and_tasks_with_keys() {
    Map<String, String> files = written(Tool.VS_CODE, "");
    assertThat(files.keySet())
        .containsExactly(".vscode/launch.json", ".vscode/settings.json", ".vscode/tasks.json");
    assertThat(files).containsEntry(".vscode/settings.json", SETTINGS);
    assertThat(files).containsEntry(".vscode/tasks.json", TASKS);
    assertThat(files.get(".vscode/launch.json"))
        .contains(
            "\"runtimeExecutable\": \"keymaster\", \"runtimeArgs\": [\"run\", \"--\", \"node\"]")
        .contains("\"type\": \"debugpy\"");
    assertThat(written(Tool.CURSOR, ""))
        .containsEntry(".vscode/settings.json", SETTINGS)
        .containsEntry(".cursorignore", IGNORED);
    assertThat(written(Tool.WINDSURF, ""))
        .containsEntry(".vscode/settings.json", SETTINGS)
        .containsEntry(".codeiumignore", IGNORED);
  }

  @Test
  void A6_jetbrains_gets_a_run_configuration_and_a_tool() {
    Map<String, String> files = written(Tool.JETBRAINS, "");
    assertThat(files.keySet())
        .containsExactly(".aiignore", ".idea/tools/Keymaster.xml", ".run/keymaster shell.run.xml");
    assertThat(files.get(".run/keymaster shell.run.xml"))
        .contains("<option name=\"SCRIPT_TEXT\" value=\"keymaster run -- /bin/bash\" />");
    assertThat(files.get(".idea/tools/Keymaster.xml"))
        .contains("<option name=\"PARAMETERS\" value=\"run -- $Prompt$\" />");
  }

  @Test
  void A6_coding_agents_are_kept_from_files_of_keys() {
    assertThat(written(Tool.CLAUDE_CODE, "").get(".claude/settings.json"))
        .isEqualTo(
            """
            {
              "permissions": { "deny": ["Read(./.env)", "Read(./.env.*)", "Read(**/.env)", "Read(**/.env.*)"] }
            }
            """);
    assertThat(written(Tool.GEMINI, "")).containsEntry(".geminiignore", IGNORED);
    assertThat(written(Tool.AIDER, "node_modules\n"))
        .containsEntry(".aiderignore", "node_modules\n" + IGNORED);
  }

  @Test
  void A6_settings_of_the_person_stay() {
    String before =
        """
        {
          // mine
          "terminal.integrated.defaultProfile.linux": "zsh",
          "permissions": { "deny": ["Read(./.env)"], "allow": [] }
        }
        """;
    String after = written(Tool.VS_CODE, before).get(".vscode/settings.json");
    assertThat(after)
        .startsWith(before.substring(0, before.indexOf("\n}")))
        .contains("defaultProfile.linux\": \"zsh\"")
        .contains("\"keymaster\": " + PROFILE);
    assertThat(written(Tool.CLAUDE_CODE, before).get(".claude/settings.json"))
        .contains("\"deny\": [\"Read(./.env)\", \"Read(./.env.*)\"")
        .contains("\"allow\": []");
  }

  @ParameterizedTest
  @EnumSource(Tool.class)
  void A6_twice_is_as_once_and_all_can_be_taken_away(Tool tool) {
    for (Change change : tool.changes("/bin/bash", "linux")) {
      String once = change.setup().apply("");
      assertThat(change.setup().apply(once)).as(change.path()).isEqualTo(once);
      assertThat(change.removal().apply(once)).as(change.path()).isEmpty();
      assertThat(once).doesNotContain("km://").doesNotContain("sk-");
    }
  }
}

package dev.keymaster.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F4: once a vault has a second factor, no door gives out what needs a code to a session that has
 * given none. The vault is open all the while; the session that enrolled is another one.
 */
final class SecondFactorDoorTests {
  private static final String DEV = "sk-canary-d00rdev";
  private static final String PROD = "sk-canary-d00rprod";
  private static final String NEXT = "sk-canary-d00rnext";
  private static final String JSON = "Content-Type: application/json";
  private static final Pattern SOCKET = Pattern.compile("\"socket\": \"([^\"]+)\"");

  @TempDir Path folder;
  private KeymasterProcess keymaster;

  @BeforeEach
  void an_open_vault_with_a_second_factor() throws IOException {
    Path runtime = StandInAgent.folder(folder.resolve("run"));
    keymaster =
        KeymasterProcess.in(folder)
            .without("KEYMASTER_AGENT")
            .with("XDG_RUNTIME_DIR", runtime.toString());
    keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
    keymaster.withInput(DEV).run("add", "openai", "--stdin").succeeds();
    keymaster.withInput(PROD).run("add", "openai", "--stdin", "--env", "prod").succeeds();
    Files.writeString(
        folder.resolve("work/policy.txt"),
        keymaster.run("policy", "show").succeeds().text() + "deny list for agent\n");
    Files.writeString(folder.resolve("work/words"), "correct horse battery staple 7");
    keymaster
        .terminal()
        .await("otpauth://totp/")
        .await("First code:")
        .typeCode()
        .await("enrolled totp")
        .run("mfa", "enroll", "totp")
        .exits(0);
  }

  @AfterEach
  void no_agent_is_left() {
    keymaster.run("lock");
  }

  /** Every command that needs a code, in words that would work with one. */
  private List<List<String>> commands() {
    return List.of(
        List.of("get", "openai", "--env", "prod"),
        List.of("get", "km://prod/openai"),
        List.of("run", "--env", "prod", "--", "printenv", "OPENAI_API_KEY"),
        List.of("add", "other", "--stdin", "--env", "prod"),
        List.of("edit", "openai", "--value", "--stdin", "--env", "prod"),
        List.of("edit", "openai", "--note", "mine", "--env", "prod"),
        List.of("rollback", "openai", "--env", "prod", "--to", "1"),
        List.of("remove", "openai", "--env", "prod", "--yes"),
        List.of("vault", "backup", "out.backup", "--new-passphrase-file", "words"),
        List.of("vault", "slots", "add", "passphrase", "--new-passphrase-file", "words"),
        List.of("vault", "rekey", "--yes"),
        List.of("policy", "edit", "--from-file", "policy.txt"),
        List.of("mfa", "recovery"));
  }

  private void refused(KeymasterProcess door, List<String> command) {
    int exit = command.getFirst().equals("run") ? 125 : 4;
    assertThat(door.run(command.toArray(String[]::new)).refuses(exit).errors())
        .as("%s", command)
        .contains("needs a code of your second factor", "hint: --mfa-fd N")
        .doesNotContain(PROD, NEXT);
  }

  @Test
  void the_front_the_client_and_the_engine_of_its_own_refuse_every_command_that_needs_a_code()
      throws IOException {
    KeymasterProcess front = keymaster.withInput(NEXT);
    KeymasterProcess client = front.through(House.IMAGE.resolve("lib/launcher"));
    for (List<String> command : commands()) {
      refused(front, command);
      refused(client, command);
    }
    KeymasterProcess alone = front.with("KEYMASTER_AGENT", "off");
    for (int i : new int[] {0, 2, 3, 4, 8, 9, 11}) { // the same engine: one of each kind
      refused(alone, commands().get(i));
    }
    assertThat(keymaster.run("get", "openai").succeeds().text())
        .as("no code for dev")
        .isEqualTo(DEV);
    assertThat(folder.resolve("work/out.backup")).doesNotExist();
    assertThat(keymaster.run("ls", "--all", "--plain").succeeds().text())
        .isEqualTo("km://dev/openai\nkm://prod/openai\n");
    assertThat(keymaster.run("history", "openai", "--env", "prod").succeeds().text())
        .doesNotContain("#2");
    assertThat(keymaster.run("audit").succeeds().text()).contains("denied");
  }

  @Test
  void the_socket_itself_refuses_with_428_whoever_speaks_to_it() {
    Matcher socket = SOCKET.matcher(keymaster.run("agent", "status", "--json").succeeds().text());
    assertThat(socket.find()).isTrue();
    List<String> curl =
        List.of("curl", "-sS", "-w", " %{http_code}", "--unix-socket", socket.group(1));
    for (List<String> request :
        List.of(
            List.of("-X", "POST", "http://k/v1/values/prod/openai"),
            List.of("-X", "POST", "http://k/v1/mfa/recovery"),
            List.of("-d", "{\"text\":\"\"}", "-H", JSON, "-X", "PUT", "http://k/v1/policy"))) {
      List<String> command = new ArrayList<>(curl);
      command.addAll(request);
      assertThat(keymaster.runCommand(command).succeeds().text())
          .as("%s", request)
          .contains("needs a code of your second factor")
          .endsWith(" 428")
          .doesNotContain(PROD);
    }
  }
}

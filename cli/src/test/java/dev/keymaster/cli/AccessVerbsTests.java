package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.PendingApproval;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessVerbsTests {
  private final Path directory;
  private final FakeWorld world;
  private final FakeAccess access;

  AccessVerbsTests(@TempDir Path directory) {
    this.directory = directory;
    world = new FakeWorld(directory);
    access = world.engine.access;
  }

  private static KeymasterException codeNeeded() {
    return new KeymasterException(Code.CODE_NEEDED, "a code is needed", "");
  }

  @Test
  void policy_is_printed_as_it_is() {
    assertThat(world.run("policy", "show")).isZero();
    assertThat(world.stdout()).isEqualTo(access.policy);
  }

  @Test
  void policy_is_taken_from_a_file_and_checked() throws IOException {
    Files.writeString(directory.resolve("next.txt"), "deny reveal for agent\n");
    assertThat(world.run("policy", "edit", "--from-file", "next.txt")).isZero();
    assertThat(access.policy).isEqualTo("deny reveal for agent\n");
    Files.writeString(directory.resolve("next.txt"), "allow flying\n");
    assertThat(world.run("policy", "edit", "--from-file", "next.txt")).isEqualTo(2);
    assertThat(world.stderr()).contains("line 1 of the policy: no operation is called 'flying'");
    assertThat(access.policy).isEqualTo("deny reveal for agent\n");
    assertThat(world.run("policy", "edit", "--from-file", "none.txt")).isEqualTo(1);
    assertThat(world.stderr()).endsWith("hint: check the path and its permissions\n");
    Files.write(directory.resolve("latin.txt"), new byte[] {'#', (byte) 0xe9, '\n'});
    assertThat(world.run("policy", "edit", "--from-file", "latin.txt")).isEqualTo(2);
    assertThat(world.run("policy", "edit", "--from-file", "/dev/zero")).isEqualTo(2);
    assertThat(access.policy).isEqualTo("deny reveal for agent\n");
  }

  @Test
  void policy_goes_through_an_editor_and_the_copy_is_gone() throws IOException {
    Path editor = directory.resolve("editor");
    Files.writeString(
        editor, "#!/bin/sh\necho 'deny list' >> \"$1\"\necho \"$1\" > " + directory + "/seen\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    world.environment.put("EDITOR", editor.toString());
    assertThat(world.run("policy", "edit")).isZero();
    assertThat(access.policy).endsWith("allow everything\ndeny list\n");
    assertThat(Path.of(Files.readString(directory.resolve("seen")).strip())).doesNotExist();
    world.environment.put("EDITOR", "false");
    assertThat(world.run("policy", "edit")).isEqualTo(1);
    world.environment.put("EDITOR", "true");
    assertThat(world.run("policy", "edit")).isZero();
    assertThat(world.stderr()).endsWith("nothing changed\n");
  }

  @Test
  void a_decision_is_explained() {
    assertThat(world.run("policy", "test", "reveal", "openai", "--env", "prod", "--as", "agent"))
        .isZero();
    assertThat(world.stdout())
        .isEqualTo(
            """
            deny (agent)
              line 2: deny reveal
              instead: keymaster run -- COMMAND
              after a code, or a fresh unlock: line 3: step-up reveal
              counted: line 4: limit reveal to 10 a minute
            """);
    assertThat(access.asked.getLast().key()).isEqualTo(new KeyName("openai"));
    assertThat(String.valueOf(access.asked.getLast().environment())).isEqualTo("prod");
    world.out.reset();
    assertThat(world.run("policy", "test", "backup", "--json")).isZero();
    assertThat(world.stdout()).contains("\"schema\": \"keymaster/policy-answer/1\"");
    assertThat(access.asked.getLast().key()).isNull();
  }

  @Test
  void roles_come_and_go_in_the_text_of_the_policy() {
    assertThat(
            world.run(
                "role",
                "add",
                "deployer",
                "--allow",
                "deliver in prod key deploy/*",
                "--is",
                "helper"))
        .isZero();
    assertThat(access.policy)
        .endsWith("role deployer is helper\n  allow deliver in prod key deploy/*\n");
    assertThat(world.run("role", "assign", "helper", "program:a", "uid:7")).isZero();
    assertThat(access.policy).endsWith("give helper to program:a, uid:7\n");
    assertThat(world.run("role", "remove", "deployer")).isEqualTo(3);
    assertThat(world.run("role", "assign", "nobody", "agent")).isEqualTo(3);
    assertThat(world.run("role", "add", "empty")).isEqualTo(2);
    assertThat(world.run("role", "add", "Bad", "--allow", "list")).isEqualTo(2);
  }

  @Test
  void a_role_leaves_with_its_lines_and_nothing_else() {
    String text =
        """
        # a comment
        role helper   # mine
          allow list

          allow show
        role other is viewer
          allow audit
        give helper to agent
        give other to person
        allow everything
        """;
    assertThat(RoleText.without(text, "helper"))
        .isEqualTo(
            """
            # a comment
            role other is viewer
              allow audit
            give other to person
            allow everything
            """);
  }

  @Test
  void roles_are_listed_and_shown() {
    assertThat(world.run("role", "list")).isZero();
    assertThat(world.stdout()).contains("helper  viewer  agent");
    world.out.reset();
    assertThat(world.run("role", "show", "helper")).isZero();
    assertThat(world.stdout()).isEqualTo("all that viewer may\nallow list\n");
    world.out.reset();
    assertThat(world.run("role", "show", "helper", "--json")).isZero();
    assertThat(world.stdout()).contains("\"held_by\": [\"agent\"]");
    world.out.reset();
    assertThat(world.run("role", "--json")).isZero();
    assertThat(world.stdout()).contains("keymaster/roles/1");
  }

  @Test
  void enrolling_shows_a_code_on_the_terminal_and_asks_for_the_first_one() {
    world.attended("654321");
    assertThat(world.run("mfa", "enroll", "totp", "--label", "phone")).isZero();
    assertThat(access.said).containsExactly("enroll totp phone", "confirm a1b2c3d4 654321");
    assertThat(world.stderr())
        .contains("█▀")
        .contains(
            "otpauth://totp/Keymaster:phone?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=Keymaster\n");
    assertThat(world.stdout()).isEqualTo("AAAA-BBBB-CCCC\n");
  }

  @Test
  void enrolling_needs_a_terminal_and_a_known_kind() {
    assertThat(world.run("mfa", "enroll", "totp")).isEqualTo(4);
    assertThat(world.run("mfa", "enroll", "sms")).isEqualTo(2);
    assertThat(access.said).isEmpty();
    assertThat(world.stderr()).doesNotContain("otpauth:");
  }

  @Test
  void a_counter_and_a_long_label_fit_the_picture() {
    world.attended("654321");
    assertThat(world.run("mfa", "enroll", "hotp", "--label", "ü".repeat(60))).isZero();
    assertThat(world.stderr()).contains("otpauth://hotp/Keymaster:a1b2c3d4?", "&counter=0\n");
  }

  @Test
  void factors_are_told_removed_and_recovered() {
    assertThat(world.run("mfa")).isZero();
    assertThat(world.stderr()).contains("keymaster mfa enroll totp");
    world.attended("654321");
    world.run("mfa", "enroll", "totp");
    world.out.reset();
    assertThat(world.run("mfa", "status")).isZero();
    assertThat(world.stdout()).contains("a1b2c3d4  totp");
    assertThat(world.stderr()).contains("9 recovery codes left", "1 wrong codes in a row");
    world.out.reset();
    assertThat(world.run("mfa", "status", "--json")).isZero();
    assertThat(world.stdout()).contains("\"recovery_codes\": 9", "\"locked_until\": null");
    assertThat(world.run("mfa", "remove", "a1")).isZero();
    assertThat(access.said).endsWith("remove a1");
    world.out.reset();
    assertThat(world.run("mfa", "recovery")).isZero();
    assertThat(world.stdout()).isEqualTo("DDDD-EEEE-FFFF\n");
    assertThat(world.run("mfa", "recovery", "--json")).isEqualTo(2);
  }

  @Test
  void a_missing_code_is_asked_for_and_the_command_runs_on() {
    world.engine.with("prod", "openai", "openai", "sk-canary-01").failure = codeNeeded();
    world.attended("123456");
    assertThat(world.run("get", "openai", "--env", "prod")).isZero();
    assertThat(world.terminal.prompts).containsExactly("Code of your second factor: ");
    assertThat(world.stdout()).isEqualTo("sk-canary-01");
  }

  @Test
  void a_missing_code_comes_from_a_descriptor_without_asking() {
    world.engine.with("prod", "openai", "openai", "sk-canary-01").failure = codeNeeded();
    world.descriptors.put(5, "123456\n".getBytes(UTF_8));
    assertThat(world.run("get", "openai", "--env", "prod", "--mfa-fd", "5")).isZero();
    assertThat(world.stdout()).isEqualTo("sk-canary-01");
  }

  @Test
  void a_missing_or_wrong_code_is_exit_4() {
    world.engine.with("prod", "openai", "openai", "sk-canary-01").failure = codeNeeded();
    assertThat(world.run("get", "openai", "--env", "prod")).isEqualTo(4);
    assertThat(world.stdout()).isEmpty();
    world.attended("000000");
    assertThat(world.run("get", "openai", "--env", "prod")).isEqualTo(4);
    assertThat(world.stderr()).contains("that code is not right");
    assertThat(world.stdout()).isEmpty();
  }

  @Test
  void a_code_does_not_bring_back_what_was_piped_in() {
    world.attended("123456");
    world.terminal.streams.remove(Terminal.Stream.IN);
    world.in = new ByteArrayInputStream("sk-canary-02\n".getBytes(UTF_8));
    world.engine.failure = codeNeeded();
    assertThat(world.run("add", "fresh", "--env", "prod", "--stdin")).isEqualTo(4);
    assertThat(world.stderr()).contains("the code is taken", "hint: run it again");
    assertThat(access.said).containsExactly("prove 123456");
  }

  @Test
  void verify_gives_a_code_for_this_session() {
    world.attended("123456");
    assertThat(world.run("mfa", "verify")).isZero();
    assertThat(access.said).containsExactly("prove 123456");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mfa", "get", "run"})
  void a_code_on_the_command_line_is_refused(String verb) {
    assertThat(world.run(verb, "--mfa", "123456")).isIn(2, 125);
    assertThat(access.said).isEmpty();
  }

  @Test
  void sessions_are_listed_and_ended() {
    assertThat(world.run("session")).isZero();
    assertThat(world.stdout()).contains("0011aabb *  1000  pts/3     bash", "codex");
    world.out.reset();
    assertThat(world.run("session", "list", "--json")).isZero();
    assertThat(world.stdout()).contains("keymaster/sessions/1", "\"own\": true");
    assertThat(world.run("session", "revoke", "0022")).isZero();
    assertThat(access.said).containsExactly("revoke 0022");
  }

  @Test
  void requests_are_listed_allowed_and_refused() {
    assertThat(world.run("approve")).isZero();
    assertThat(world.stderr()).isEqualTo("nothing waits for you\n");
    access.waiting.add(
        new PendingApproval(
            "0a0b0c0d", FakeWorld.NOW, "deliver of km://prod/openai", "user 1000: sh", "/tmp"));
    assertThat(world.run("approve", "list")).isZero();
    assertThat(world.stdout()).contains("0a0b0c0d", "deliver of km://prod/openai", "/tmp");
    world.out.reset();
    assertThat(world.run("approve", "list", "--json")).isZero();
    assertThat(world.stdout()).contains("keymaster/approvals/1", "\"directory\": \"/tmp\"");
    assertThat(world.run("approve", "allow", "0a0b", "--once")).isZero();
    assertThat(world.run("approve", "allow", "0a0b")).isZero();
    assertThat(world.run("approve", "deny", "0a0b")).isZero();
    assertThat(access.said)
        .containsExactly(
            "answer 0a0b true true", "answer 0a0b true false", "answer 0a0b false false");
  }

  @Test
  void F4_a_key_is_given_its_permissions_when_it_is_stored() {
    world.descriptors.put(3, "sk-canary-03".getBytes(UTF_8));
    assertThat(
            world.run(
                "add",
                "deploy/openai",
                "--env",
                "prod",
                "--from-fd",
                "3",
                "--allow",
                "person,program:deploy.sh"))
        .isZero();
    assertThat(access.policy)
        .startsWith(
            "deny reveal, deliver in prod key deploy/openai unless person, program:deploy.sh\n");
    world.descriptors.put(3, "sk-canary-04".getBytes(UTF_8));
    assertThat(world.run("add", "other", "--from-fd", "3", "--allow", "everybody")).isEqualTo(2);
    assertThat(world.engine.has("dev", "other")).isFalse();
  }
}

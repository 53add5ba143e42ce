package dev.keymaster.checks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Secret;
import dev.keymaster.standin.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation by the real program at a server that plays Anthropic, which makes no keys by API. */
class GuidedRotationTests {
  private static String text(Secret secret) {
    try (secret) {
      return new String(secret.reveal(), UTF_8);
    }
  }

  private static boolean accepts(StandIn vendor, String value) {
    try (Secret key = Secret.copyOf(value.getBytes(UTF_8))) {
      return vendor.accepts(key);
    }
  }

  @Test
  void G4_a_key_that_a_person_made_takes_the_place_of_another_which_is_archived(
      @TempDir Path folder) throws IOException {
    try (StandIn anthropic = StandIn.anthropic()) {
      KeymasterProcess keymaster =
          KeymasterProcess.in(folder)
              .with("KEYMASTER_PROVIDER_ANTHROPIC_BASE_URL", anthropic.baseUrl() + "");
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      keymaster
          .withInput(text(anthropic.admin()))
          .run("providers", "login", "anthropic", "--stdin")
          .succeeds();
      String old = text(anthropic.issue("old"));
      keymaster.withInput(old).run("add", "anthropic", "--stdin").succeeds();
      Path hook = folder.resolve("hook");
      Files.writeString(hook, "#!/bin/sh\ncat > " + folder + "/told\n");
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
      keymaster.run("config", "set", "rotation.after", hook + "").succeeds();

      assertThat(keymaster.run("rotate", "anthropic").exits(4).errors())
          .contains("make one at https://");
      String fresh = text(anthropic.issue("fresh"));
      keymaster.withInput(fresh).run("rotate", "anthropic", "--stdin").succeeds();

      assertThat(keymaster.run("get", "anthropic").succeeds().text()).isEqualTo(fresh);
      assertThat(accepts(anthropic, old)).isFalse();
      assertThat(accepts(anthropic, fresh)).isTrue();
      assertThat(folder.resolve("told"))
          .content()
          .contains("\"moment\":\"after\"", "\"new_version\":2")
          .doesNotContain(fresh);
      assertThat(keymaster.run("check-expiry", "--within", "100d").exits(10).text())
          .contains("anthropic  dev  anthropic  due");
      assertThat(keymaster.run("report", "rotation").succeeds().text())
          .startsWith("1 key, 0 overdue, 0 expired; 1 rotation since")
          .contains("100 % success");
    }
  }

  @Test
  void G4_the_program_after_a_rotation_gets_the_key_that_the_policy_lets_it_have(
      @TempDir Path folder) throws IOException {
    try (StandIn openrouter = StandIn.openrouter()) {
      KeymasterProcess keymaster =
          KeymasterProcess.in(folder)
              .with("KEYMASTER_PROVIDER_OPENROUTER_BASE_URL", openrouter.baseUrl() + "");
      keymaster.run("vault", "init", "--key-file", folder.resolve("vault.key") + "").succeeds();
      keymaster
          .withInput(text(openrouter.admin()))
          .run("providers", "login", "openrouter", "--stdin")
          .succeeds();
      keymaster.run("add", "ci", "--mint", "--service", "openrouter").succeeds();
      Path hook = folder.resolve("push-key");
      Files.writeString(
          hook, "#!/bin/sh\ncat <&$KEYMASTER_VALUE_FD > " + folder + "/pushed\ncat > /dev/null\n");
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
      keymaster.run("config", "set", "rotation.after", hook + "").succeeds();
      keymaster.run("config", "set", "rotation.after_value", "true").succeeds();

      assertThat(keymaster.run("rotate", "ci").exits(8).errors())
          .contains("the program after it failed");
      assertThat(folder.resolve("pushed")).doesNotExist();
      Path policy = folder.resolve("policy");
      String before = keymaster.run("policy", "show").succeeds().text();
      Files.writeString(policy, "allow hook in dev key ci for program:" + hook + "\n" + before);
      keymaster.run("policy", "edit", "--from-file", policy + "").succeeds();
      attacked(keymaster, hook, folder);
      keymaster.run("rotate", "ci").succeeds();
      assertThat(folder.resolve("pushed"))
          .content()
          .isEqualTo(keymaster.run("get", "ci").succeeds().text());
      assertThat(keymaster.run("where", "ci").succeeds().text()).contains("push-key");
    }
  }

  /** Who may rotate brings another program of that name, or other programs that it runs. */
  private static void attacked(KeymasterProcess keymaster, Path hook, Path folder)
      throws IOException {
    Path evil = Files.createDirectory(folder.resolve("evil"));
    for (String name : new String[] {"push-key", "cat"}) {
      Path program = evil.resolve(name);
      Files.writeString(program, "#!/bin/sh\n/bin/cat <&3 > " + folder + "/stolen\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    keymaster.run("config", "set", "rotation.after", evil.resolve("push-key") + "").succeeds();
    keymaster.run("rotate", "ci").exits(8);
    keymaster.run("config", "set", "rotation.after", hook + "").succeeds();
    keymaster.with("PATH", evil + ":/usr/bin:/bin").run("rotate", "ci").succeeds();
    assertThat(folder.resolve("stolen")).doesNotExist();
  }
}

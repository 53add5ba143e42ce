package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeyName;
import dev.keymaster.model.KeyStatus;
import dev.keymaster.model.ServiceName;
import dev.keymaster.model.ServiceUser;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserKeyVerbsTests {
  private final FakeWorld world;

  UserKeyVerbsTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
    world.engine.with("dev", "openai", "openai", "sk-canary-dev-openai-00");
  }

  private int store(String value, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "keys";
    all[1] = "store";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return world.typing(value + "\n").run(all);
  }

  private String value(String service, String user) {
    KeyName name = new ServiceUser(new ServiceName(service), user).ref().name();
    return world.engine.value("km.users", name.value());
  }

  @Test
  void E7_a_key_is_stored_for_a_service_and_a_user() {
    assertThat(store("canary-ada-0000000000", "--service", "openai", "--user", "ada@x.org"))
        .isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).startsWith("stored the key of ada@x.org at openai as #1 (");
    assertThat(value("openai", "ada@x.org")).isEqualTo("canary-ada-0000000000");
  }

  @Test
  void E1_no_user_means_global() {
    store("canary-all-0000000000", "--service", "openai");
    assertThat(value("openai", "global")).isEqualTo("canary-all-0000000000");
    assertThat(world.run("keys", "show", "--service", "openai")).isZero();
    assertThat(world.stdout()).contains("user:      global\n").doesNotContain("canary");
  }

  @Test
  void E1_the_same_pair_gets_a_new_version() {
    store("canary-one-0000000000", "--service", "openai", "--note", "first");
    store("canary-two-0000000000", "--service", "openai");
    assertThat(world.stderr()).startsWith("stored the key of global at openai as #2 (");
    assertThat(value("openai", "global")).isEqualTo("canary-two-0000000000");
    world.run("keys", "show", "--service", "openai");
    assertThat(world.stdout()).contains("note:      first\n");
  }

  @Test
  void E1_what_is_put_out_of_use_comes_back_with_a_value() {
    store("canary-one-0000000000", "--service", "openai", "--user", "ada");
    assertThat(world.run("keys", "deactivate", "--service", "openai", "--user", "ada")).isZero();
    assertThat(world.stderr()).isEqualTo("the key of ada at openai is not handed out now\n");
    world.run("keys", "list");
    assertThat(world.stdout()).contains("no");
    String name = new ServiceUser(new ServiceName("openai"), "ada").ref().name().value();
    assertThat(world.engine.record("km.users", name).details().status())
        .isEqualTo(KeyStatus.INACTIVE);
    store("canary-one-0000000000", "--service", "openai", "--user", "ada");
    assertThat(world.stderr()).startsWith("unchanged: the key of ada at openai had this value");
    assertThat(world.engine.record("km.users", name).details().status())
        .isEqualTo(KeyStatus.ACTIVE);
  }

  @Test
  void the_list_says_whose_they_are_and_chooses() {
    store("canary-1-000000000000", "--service", "stability", "--user", "ada");
    store("canary-2-000000000000", "--service", "openai", "--user", "bob");
    store("canary-3-000000000000", "--service", "openai", "--user", "ada");
    world.run("keys", "list", "--service", "openai");
    assertThat(world.stdout().lines().map(line -> line.split(" +", -1)[1]))
        .containsExactly("USER", "ada", "bob");
    world.run("keys", "--user", "ada", "--json");
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/user-keys/1\"", "\"stability\"", "\"openai\"")
        .doesNotContain("bob", "canary");
  }

  @Test
  void an_empty_list_says_what_to_do() {
    assertThat(world.run("keys", "list")).isZero();
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).contains("keymaster keys store --service SERVICE stores one");
  }

  @Test
  void keys_of_users_are_none_of_the_named_ones() {
    store("canary-one-0000000000", "--service", "openai");
    world.run("ls", "--all", "--plain");
    assertThat(world.stdout()).isEqualTo("km://dev/openai\n");
    world.run("env", "--list");
    assertThat(world.stdout()).isEqualTo("dev\n");
    world.run("run", "--", "true");
    assertThat(world.injected).containsOnlyKeys("OPENAI_API_KEY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"add x --env km.users", "add km://km.users/x", "ls --env km.users"})
  void nobody_names_a_key_in_the_reserved_environment(String arguments) {
    world.typing("canary-x-000000000000\n");
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: the environment km.users is Keymaster's own");
  }

  @Test
  void the_reference_leads_other_verbs_to_it() {
    store("canary-one-0000000000", "--service", "openai", "--user", "ada");
    String ref = new ServiceUser(new ServiceName("openai"), "ada").ref().toString();
    assertThat(world.run("get", ref)).isZero();
    assertThat(world.stdout()).isEqualTo("canary-one-0000000000");
  }

  @Test
  void E7_a_value_on_the_command_line_is_refused() {
    assertThat(store("x", "--service", "openai", "--key", "canary-argv")).isEqualTo(2);
    assertThat(world.stderr())
        .startsWith("keymaster: a value is never given on the command line")
        .doesNotContain("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "deactivate"})
  void a_pair_without_a_key_is_not_found(String verb) {
    assertThat(world.run("keys", verb, "--service", "openai", "--user", "eve")).isEqualTo(3);
    assertThat(world.stderr())
        .isEqualTo(
            "keymaster: no key of eve at openai\nhint: keymaster keys list --service openai\n");
  }

  @Test
  void the_service_has_to_be_said() {
    assertThat(store("x", "--user", "ada")).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: --service needs a value, SERVICE");
  }

  @Test
  void json_tells_what_was_done() {
    store("canary-one-0000000000", "--service", "openai", "--user", "ada", "--json");
    assertThat(world.stdout())
        .contains("\"schema\": \"keymaster/user-key/1\"", "\"outcome\": \"created\"")
        .doesNotContain("canary");
    world.run("keys", "deactivate", "--service", "openai", "--user", "ada", "--json");
    assertThat(world.stdout()).contains("\"active\": false");
    world.run("keys", "show", "--service", "openai", "--user", "ada", "--json");
    assertThat(world.stdout()).contains("\"user\": \"ada\"");
  }
}

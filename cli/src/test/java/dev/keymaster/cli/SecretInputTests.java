package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a value comes in (cli.md, Secrets on the way in). */
class SecretInputTests {
  private static final String CANARY = "sk-canary-00ff00ff";
  private final FakeWorld world;

  SecretInputTests(@TempDir Path directory) {
    world = new FakeWorld(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void one_trailing_line_end_is_taken_off(String end) {
    assertThat(world.typing(CANARY + end).run("add", "openai", "--stdin")).isZero();
    assertThat(world.engine.value("dev", "openai")).isEqualTo(CANARY);
  }

  @Test
  void standard_input_is_read_without_a_flag_if_it_is_no_terminal() {
    assertThat(world.typing(CANARY).run("add", "openai")).isZero();
    assertThat(world.engine.value("dev", "openai")).isEqualTo(CANARY);
    assertThat(world.stdout()).isEmpty();
    assertThat(world.stderr()).isEqualTo("stored openai in dev as #1 (" + hint() + ")\n");
  }

  private String hint() {
    return world.engine.record("dev", "openai").current().orElseThrow().hint();
  }

  @Test
  void on_a_terminal_it_is_asked_for() {
    world.attended(CANARY);
    assertThat(world.run("add", "openai", "--env", "prod")).isZero();
    assertThat(world.terminal.prompts).containsExactly("Value of openai in prod: ");
    assertThat(world.engine.value("prod", "openai")).isEqualTo(CANARY);
  }

  @Test
  void on_a_terminal_with_no_input_it_is_exit_4() {
    world.attended(CANARY);
    assertThat(world.run("add", "openai", "--no-input")).isEqualTo(4);
    assertThat(world.stderr()).contains("hint: leave it out to be asked for it, or use --stdin");
  }

  @Test
  void nobody_types_a_value_for_a_vault_that_is_not_there() {
    world.attended(CANARY);
    world.engine.vault.exists = false;
    assertThat(world.run("add", "openai")).isEqualTo(4);
    assertThat(world.terminal.prompts).isEmpty();
  }

  @Test
  void cancelled_prompt_stores_nothing() {
    world.attended();
    assertThat(world.run("add", "openai")).isEqualTo(5);
    assertThat(world.engine.stored).isEmpty();
  }

  @Test
  void it_comes_from_a_file_a_variable_or_a_descriptor() throws IOException {
    Files.writeString(world.directory.resolve("key.txt"), CANARY + "\n");
    world.environment.put("MY_KEY", CANARY);
    world.descriptors.put(7, CANARY.getBytes(UTF_8));
    assertThat(world.run("add", "a", "--from-file", "key.txt")).isZero();
    assertThat(world.run("add", "b", "--from-env", "MY_KEY")).isZero();
    assertThat(world.run("add", "c", "--from-fd", "7")).isZero();
    for (String name : new String[] {"a", "b", "c"}) {
      assertThat(world.engine.value("dev", name)).isEqualTo(CANARY);
    }
  }

  @Test
  void G10_it_is_typed_on_a_page_whose_address_only_the_browser_is_told() {
    world.reading = page -> Thread.ofVirtual().start(() -> typedAt(URI.create(page)));
    assertThat(world.run("add", "openai", "--page")).as(world.stderr()).isZero();
    assertThat(world.engine.value("dev", "openai")).isEqualTo(CANARY);
    assertThat(world.browsed).hasSize(1);
    assertThat(world.stdout() + world.stderr()).doesNotContain("127.0.0.1");
    assertThat(world.run("add", "openai", "--page")).as("nobody types it in vain").isEqualTo(6);
    assertThat(world.browsed).hasSize(1);
    world.desktop = false;
    assertThat(world.run("add", "b", "--page")).isEqualTo(4);
    assertThat(world.stderr()).contains("there is no desktop");
    assertThat(world.run("add", "b", "--page", "--stdin")).isEqualTo(2);
    world.engine.vault.exists = false;
    assertThat(world.run("add", "b", "--page")).isEqualTo(4);
    assertThat(world.browsed).as("nobody types it for a vault that is not there").hasSize(2);
  }

  @Test
  void G10_what_the_policy_refuses_nobody_is_asked_for_on_a_page() {
    world.attended();
    world.engine.with("dev", "there", "openai", CANARY);
    world.engine.access.unintended =
        new KeymasterException(KeymasterException.Code.DENIED, "the policy refuses it", "");
    assertThat(world.run("add", "mistral", "--page")).isEqualTo(5);
    assertThat(world.run("add", "other", "--page", "--service", "mistral")).isEqualTo(5);
    assertThat(world.run("add", "mine", "--page")).isEqualTo(5);
    assertThat(world.run("edit", "there", "--value", "--page")).isEqualTo(5);
    assertThat(world.run("setup", "openai", "--page", "--name", "new")).isEqualTo(5);
    assertThat(world.run("rotate", "there", "--page")).isEqualTo(5);
    assertThat(world.run("providers", "login", "openrouter", "--page")).isEqualTo(5);
    String adopt = "reconcile --service openrouter --adopt id-1 --name ci --page";
    assertThat(world.run(adopt.split(" "))).isEqualTo(5);
    assertThat(world.engine.inventory.asked).isEmpty();
    assertThat(world.engine.access.intended)
        .containsExactly(
            Intent.store(KeyRef.parse("km://dev/mistral"), new ServiceName("mistral")),
            Intent.store(KeyRef.parse("km://dev/other"), new ServiceName("mistral")),
            Intent.store(KeyRef.parse("km://dev/mine"), ServiceName.CUSTOM),
            Intent.store(KeyRef.parse("km://dev/there"), new ServiceName("openai")),
            Intent.store(KeyRef.parse("km://dev/new"), new ServiceName("openai")),
            Intent.rotate(KeyRef.parse("km://dev/there")),
            Intent.provider(),
            Intent.adopt(KeyRef.parse("km://dev/ci"), new ServiceName("openrouter")));
    assertThat(world.browsed).isEmpty();
  }

  @Test
  void G10_who_sits_there_is_told_who_asks() {
    world.attended();
    world.reading = page -> Thread.ofVirtual().start(() -> typedAt(URI.create(page)));
    assertThat(world.run("add", "openai", "--page")).as(world.stderr()).isZero();
    assertThat(world.stderr())
        .contains("Value of openai in dev is asked for by user 1000, coding agent claude-code: ");
  }

  private static void typedAt(URI page) {
    String body = "value=" + CANARY + "\r\n";
    try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), page.getPort())) {
      String request =
          "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%2$s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(page.getPath(), page.getAuthority(), body.length(), body);
      peer.getOutputStream().write(request.getBytes(UTF_8));
      peer.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--from-file nowhere, 1, cannot read the value from",
    "--from-file .,       1, cannot read the value from",
    "--from-env NOWHERE,  3, no environment variable 'NOWHERE'",
    "--from-fd 9,         1, cannot read the value from file descriptor 9",
    "--from-fd x,         2, not a file descriptor: 'x'",
    "--stdin --from-fd 3, 2, the value can come from one place only",
  })
  void places_without_a_value_are_told(String flags, int code, String message) {
    assertThat(world.run(("add openai " + flags).split(" "))).isEqualTo(code);
    assertThat(world.stderr()).startsWith("keymaster: " + message);
    assertThat(world.engine.stored).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'',           the value is empty",
    "'\n',         the value is empty",
    "'a\nb',       the value has more than one line",
    "'a\rb',       the value has more than one line",
    "'a\u0000b',   the value has a NUL byte in it",
    "'\uFEFFabc',  the value starts with a byte order mark",
  })
  void odd_values_are_refused(String value, String message) {
    assertThat(world.typing(value).run("add", "openai")).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: " + message);
    assertThat(world.engine.stored).isEmpty();
  }

  @Test
  void raw_takes_every_byte_as_it_is() {
    String odd = "\uFEFFa\u0000\r\nb\n";
    assertThat(world.typing(odd).run("add", "openai", "--raw")).isZero();
    assertThat(world.engine.value("dev", "openai")).isEqualTo(odd);
  }

  @Test
  void invalid_utf8_survives_byte_for_byte() {
    byte[] bytes = {(byte) 0xc3, 0x28, (byte) 0xff, 'x'};
    world.in = new ByteArrayInputStream(bytes);
    assertThat(world.run("add", "openai")).isZero();
    assertThat(world.engine.keys.store(java.util.List.of())).isEmpty();
    assertThat(world.engine.require(name("dev"), key("openai")).values.get(1)).isEqualTo(bytes);
  }

  private static dev.keymaster.model.EnvironmentName name(String env) {
    return new dev.keymaster.model.EnvironmentName(env);
  }

  private static dev.keymaster.model.KeyName key(String name) {
    return new dev.keymaster.model.KeyName(name);
  }

  @Test
  void one_mebibyte_is_the_most() {
    assertThat(world.typing("x".repeat(1 << 20) + "\r\n").run("add", "a")).isZero();
    assertThat(world.typing("x".repeat((1 << 20) + 1)).run("add", "b")).isEqualTo(2);
    assertThat(world.stderr()).contains("the value is longer than 1048576 bytes");
  }

  @Test
  void endless_input_is_not_read_to_its_end() {
    world.in = new Endless();
    assertThat(world.run("add", "openai")).isEqualTo(2);
    assertThat(((Endless) world.in).given).isLessThan(1 << 21);
  }

  private static final class Endless extends InputStream {
    private int given;

    @Override
    public int read() {
      given++;
      return 'x';
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      given += length;
      Arrays.fill(target, offset, offset + length, (byte) 'x');
      return length;
    }
  }

  @Test
  void space_at_either_end_is_warned_about() {
    world.typing(CANARY + " ").run("add", "openai");
    assertThat(world.stderr()).startsWith("warning: the value begins or ends with a space\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add openai sk-canary-00ff00ff",
        "add openai --key sk-canary-00ff00ff",
        "add openai --value=sk-canary-00ff00ff",
        "add openai --api-key=sk-canary-00ff00ff",
        "edit openai --value sk-canary-00ff00ff",
        "edit openai --value=sk-canary-00ff00ff",
        "store openai sk-canary-00ff00ff",
      })
  void value_on_the_command_line_is_refused_with_the_right_way(String arguments) {
    world.engine.with("dev", "openai", "openai", "sk-canary-before");
    assertThat(world.run(arguments.split(" "))).isEqualTo(2);
    assertThat(world.stderr())
        .isEqualTo(
            "keymaster: a value is never given on the command line\nhint: "
                + SecretInput.WAYS
                + "\n");
    assertThat(world.engine.value("dev", "openai")).isEqualTo("sk-canary-before");
  }

  @Test
  void value_in_place_of_the_name_is_refused_and_not_shown() {
    String key = "sk-" + "or-v1-" + "0a".repeat(32);
    assertThat(world.typing("x").run("add", key)).isEqualTo(2);
    assertThat(world.stderr()).startsWith("keymaster: that is a key, not the name of one\n");
    assertThat(world.run("get", key)).isEqualTo(3);
    assertThat(world.stderr()).startsWith("keymaster: no key of that name in dev\n");
    assertThat(world.stderr()).doesNotContain("0a0a");
  }
}

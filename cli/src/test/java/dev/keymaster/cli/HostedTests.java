package dev.keymaster.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.NamedBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostedTests {
  @TempDir Path folder;
  private FakeWorld here;
  private final Map<String, String> environment = new TreeMap<>();
  private String build = "b1";
  private String terminals = "";

  @BeforeEach
  void a_vault_with_a_key() {
    here = new FakeWorld(folder);
    environment.put("HOME", folder.toString());
    environment.put("KEYMASTER_HOME", folder.resolve("home").toString());
    assertThat(here.typing("sk-canary-01").run("add", "openai", "--stdin", "--tag", "t".repeat(40)))
        .isZero();
  }

  private byte[] request(String... arguments) {
    NamedBytes.Writer request = new NamedBytes.Writer();
    put(request, CommandRequest.BUILD, build);
    put(request, CommandRequest.DIRECTORY, folder.toString());
    put(request, CommandRequest.TERMINALS, terminals);
    for (String argument : arguments) {
      put(request, CommandRequest.ARGUMENT, argument);
    }
    environment.forEach((name, value) -> put(request, CommandRequest.VARIABLE, name + "=" + value));
    return request.bytes();
  }

  private static void put(NamedBytes.Writer request, String name, String text) {
    request.add(name, text.getBytes(UTF_8));
  }

  private List<String> asked(String... arguments) {
    List<String> pairs = new ArrayList<>();
    new Hosted(here, "b1")
        .run(request(arguments), here.engine)
        .ifPresent(answer -> {
          NamedBytes.Reader reader = new NamedBytes.Reader(answer);
          while (reader.next()) {
            boolean exit = reader.name().equals(CommandAnswer.EXIT);
            String value = exit ? "" + reader.value()[0] : new String(reader.value(), UTF_8);
            pairs.add(reader.name() + "=" + value);
          }
        });
    return pairs;
  }

  private void is_left_alone(String... arguments) {
    here.engine.events.clear();
    assertThat(asked(arguments)).isEmpty();
    assertThat(here.engine.events).isEmpty();
  }

  @Test
  void prints_into_the_answer_what_the_command_would_print() {
    assertThat(asked("get", "openai")).containsExactly("out=sk-canary-01", "exit=0");
    assertThat(asked("ls")).containsExactly("out=openai\n", "exit=0");
    assertThat(asked("list", "--plain")).containsExactly("out=openai\n", "exit=0");
    assertThat(asked("env")).containsExactly("out=dev\n", "exit=0");
    assertThat(asked("__complete")).containsExactly("out=openai\n", "exit=0");
    assertThat(asked("show", "openai").getFirst()).contains("openai").startsWith("out=");
    assertThat(asked("ls", "--json").getFirst()).startsWith("out={");
  }

  @Test
  void failures_are_said_in_the_same_words() {
    int code = here.run("get", "opemai");
    assertThat(asked("get", "opemai")).last().isEqualTo("exit=" + code);
    assertThat(String.join("", asked("get", "opemai")).replace("err=", ""))
        .isEqualTo(here.stderr() + "exit=" + code);
    assertThat(asked("get")).last().isEqualTo("exit=2");
    assertThat(asked("run", "--only", "nothing", "--", "sh")).last().isEqualTo("exit=125");
  }

  @Test
  void a_program_is_left_to_whoever_asked_with_its_keys() {
    assertThat(asked("run", "--", "sh"))
        .containsExactly("set:OPENAI_API_KEY=sk-canary-01", "mask:OPENAI_API_KEY=…", "become=");
    environment.put("OTHER", "km://dev/openai");
    assertThat(asked("run", "--only", "openai", "--", "sh"))
        .containsExactlyInAnyOrder(
            "set:OPENAI_API_KEY=sk-canary-01",
            "set:OTHER=sk-canary-01",
            "mask:OPENAI_API_KEY=…",
            "mask:OTHER=…",
            "become=");
    assertThat(here.launched).isNull();
  }

  @Test
  void what_is_seen_of_a_terminal_is_what_the_other_process_sees() {
    terminals = "12";
    assertThat(asked("get", "openai")).containsExactly("out=sk-canary-01", "err=\n", "exit=0");
    environment.put("COLUMNS", "60");
    assertThat(asked("ls").getFirst()).contains("NAME");
    assertThat(asked("ls").getFirst().substring(4).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
  }

  @Test
  void another_build_other_verbs_and_noise_are_left_alone() {
    build = "b2";
    is_left_alone("get", "openai");
    build = "b1";
    is_left_alone("remove", "openai", "--force");
    is_left_alone("--env", "dev", "get", "openai");
    assertThat(new Hosted(here, "b1").run(request("get", "openai"), here.engine)).isPresent();
  }

  @Test
  void a_command_for_another_vault_is_left_alone() {
    environment.put("KEYMASTER_HOME", folder.resolve("elsewhere").toString());
    is_left_alone("get", "openai");
    environment.remove("KEYMASTER_HOME");
    is_left_alone("get", "openai");
    environment.put("HOME", "here");
    is_left_alone("get", "openai");
    environment.remove("HOME");
    is_left_alone("get", "openai");
  }

  @Test
  void what_needs_a_clipboard_is_left_alone_before_anything_is_released() throws IOException {
    is_left_alone("get", "openai", "--clip");
    terminals = "012";
    Path settings = here.places().settings();
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "get:\n  clip: true\n");
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
    is_left_alone("get", "openai");
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "show"})
  void a_vault_that_a_person_has_to_open_is_left_alone(String verb) {
    here.engine.failure =
        new KeymasterException(KeymasterException.Code.LOCKED, "locked", "keymaster unlock");
    is_left_alone(verb, "openai");
  }

  @Test
  void a_denial_is_an_answer() {
    here.engine.failure = new KeymasterException(KeymasterException.Code.DENIED, "no", "ask");
    assertThat(asked("get", "openai"))
        .containsExactly("err=keymaster: no\n", "err=hint: ask\n", "exit=5");
  }
}

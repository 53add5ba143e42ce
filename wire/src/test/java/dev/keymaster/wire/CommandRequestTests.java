package dev.keymaster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CommandRequestTests {
  private static NamedBytes.Writer command() {
    return put(
        new NamedBytes.Writer(),
        "build",
        "b1",
        "directory",
        "/w é",
        "terminals",
        "02",
        "argument",
        "get");
  }

  private static NamedBytes.Writer put(NamedBytes.Writer pairs, String... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
    }
    return pairs;
  }

  @Test
  void a_command_is_read() {
    byte[] body =
        put(command(), "argument", "", "variable", "A=1=2", "variable", "A=3", "variable", "B=")
            .bytes();
    CommandRequest request = CommandRequest.parse(body);
    assertThat(request.build()).isEqualTo("b1");
    assertThat(request.arguments()).containsExactly("get", "");
    assertThat(request.directory()).isEqualTo("/w é");
    assertThat(request.terminals()).isEqualTo("02");
    assertThat(request.environment()).isEqualTo(Map.of("A", "1=2", "B", ""));
  }

  @Test
  void what_is_missing_unknown_or_no_text_is_refused() {
    refused(new byte[0]);
    refused(put(command(), "more", "x").bytes());
    refused(put(command(), "variable", "=x").bytes());
    refused(put(command(), "variable", "x").bytes());
    refused(command().add("argument", new byte[] {(byte) 0xff}).bytes());
    refused(put(new NamedBytes.Writer(), "build", "b", "directory", "/", "terminals", "").bytes());
    refused(put(new NamedBytes.Writer(), "build", "b", "argument", "ls").bytes());
  }

  private static void refused(byte[] body) {
    assertThatThrownBy(() -> CommandRequest.parse(body)).isInstanceOf(KeymasterException.class);
  }

  @Test
  void answers_end_with_a_code_or_a_program() {
    NamedBytes.Reader exit =
        new NamedBytes.Reader(CommandAnswer.exit(put(new NamedBytes.Writer(), "out", "x"), 141));
    assertThat(exit.next()).isTrue();
    assertThat(exit.name()).isEqualTo(CommandAnswer.OUT);
    assertThat(exit.next()).isTrue();
    assertThat(exit.name()).isEqualTo(CommandAnswer.EXIT);
    assertThat(exit.value()).containsExactly((byte) 141);
    byte[] become =
        CommandAnswer.become(
            new NamedBytes.Writer(),
            Map.of("KEY", "sk-canary-01".getBytes(UTF_8)),
            Map.of("KEY", "sk-…"));
    NamedBytes.Reader program = new NamedBytes.Reader(become);
    assertThat(program.next()).isTrue();
    assertThat(program.name()).isEqualTo("set:KEY");
    assertThat(new String(program.value(), UTF_8)).isEqualTo("sk-canary-01");
    assertThat(program.next()).isTrue();
    assertThat(program.name()).isEqualTo("mask:KEY");
    assertThat(new String(program.value(), UTF_8)).isEqualTo("sk-…");
    assertThat(program.next()).isTrue();
    assertThat(program.name()).isEqualTo(CommandAnswer.BECOME);
    assertThat(program.value()).isEmpty();
    assertThat(program.next()).isFalse();
  }
}

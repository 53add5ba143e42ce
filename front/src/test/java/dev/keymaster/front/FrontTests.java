package dev.keymaster.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.wire.CommandAnswer;
import dev.keymaster.wire.CommandRequest;
import dev.keymaster.wire.NamedBytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrontTests {
  private static final byte[] VALUE =
      CommandAnswer.exit(new NamedBytes.Writer().add("out", "sk-canary-01".getBytes(UTF_8)), 0);

  private static void elsewhere(FakeMachine machine) {
    assertThat(Front.run(machine)).isEqualTo(Front.ELSEWHERE);
    assertThat(machine.printed()).isEmpty();
    assertThat(machine.complained()).isEmpty();
    assertThat(machine.become).isEmpty();
  }

  private static CommandRequest asked(FakeMachine machine) {
    byte[] sent = machine.sent.toByteArray();
    String text = new String(sent, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n") + 4;
    String head = text.substring(0, end);
    assertThat(head).startsWith("POST /v1/command HTTP/1.1\r\n").contains("\r\nHost: ");
    assertThat(head).contains("\r\nContent-Length: " + (sent.length - end) + "\r\n");
    return CommandRequest.parse(Arrays.copyOfRange(sent, end, sent.length));
  }

  @Test
  void prints_what_the_agent_says_and_ends_with_its_code() {
    byte[] body =
        CommandAnswer.exit(
            new NamedBytes.Writer()
                .add("err", "first\n".getBytes(UTF_8))
                .add("out", new byte[] {0, (byte) 0xff})
                .add("out", "x".getBytes(UTF_8)),
            200);
    for (int chunk : List.of(1, 7, 10_000)) {
      FakeMachine machine = new FakeMachine("get", "openai").answering(body);
      machine.chunk = chunk;
      assertThat(Front.run(machine)).isEqualTo(200);
      assertThat(machine.out.toByteArray()).containsExactly(0, 0xff, 'x');
      assertThat(machine.complained()).isEqualTo("first\n");
      assertThat(machine.linesClosed).isOne();
    }
  }

  @Test
  void A4_a_hook_without_an_answer_ends_well_and_at_once() {
    FakeMachine nobody = new FakeMachine("__hook", "bash");
    assertThat(Front.run(nobody)).isZero();
    assertThat(nobody.printed() + nobody.complained()).isEmpty();
    FakeMachine off = new FakeMachine("__hook", "bash").answering(VALUE);
    off.environment.put("KEYMASTER_AGENT", "off");
    assertThat(Front.run(off)).isZero();
    assertThat(off.printed()).isEmpty();
    FakeMachine agent = new FakeMachine("__hook", "bash", "0a").answering(VALUE);
    assertThat(Front.run(agent)).isZero();
    assertThat(agent.printed()).isEqualTo("sk-canary-01");
  }

  @Test
  void tells_the_agent_what_a_verb_may_look_at_and_nothing_secret() {
    FakeMachine machine = new FakeMachine("get", "open\u00c3\u00a9").answering(VALUE);
    machine.terminals.addAll(List.of(0, 2));
    Map<String, String> told =
        Map.of(
            "HOME", "/home/me",
            "KEYMASTER_ENV", "prod",
            "KEYMASTER_KEY_FILE", "/k",
            "XDG_DATA_HOME", "/d",
            "LC_ALL", "C",
            "NO_COLOR", "1",
            "DATABASE", "km://prod/db");
    machine.environment.putAll(told);
    machine.environment.put("KEYMASTER_PASSPHRASE", "sk-canary-02");
    machine.environment.put("KEYMASTER_MASTER_KEY", "sk-canary-03");
    machine.environment.put("API_KEY_MASTER", "sk-canary-04");
    machine.environment.put("KEYMASTER_SAVED_UMASK", "022");
    machine.environment.put("KEYMASTER_TTY", "02");
    machine.environment.put("OPENAI_API_KEY", "sk-canary-05");
    machine.environment.put("PATH", "/bin");
    assertThat(Front.run(machine)).isZero();
    CommandRequest request = asked(machine);
    assertThat(request.environment()).containsAllEntriesOf(told).hasSize(told.size() + 1);
    assertThat(request.arguments()).containsExactly("get", "opené");
    assertThat(request.build()).isEqualTo("build-1");
    assertThat(request.directory()).isEqualTo("/work");
    assertThat(request.terminals()).isEqualTo("02");
  }

  @Test
  void tells_the_width_of_a_terminal_unless_the_person_did() {
    FakeMachine machine = new FakeMachine("ls").answering(VALUE);
    machine.terminals.add(1);
    assertThat(Front.run(machine)).isZero();
    assertThat(asked(machine).environment()).containsEntry("COLUMNS", "132");
    FakeMachine told = new FakeMachine("ls").answering(VALUE);
    told.terminals.add(1);
    told.environment.put("COLUMNS", "40");
    assertThat(Front.run(told)).isZero();
    assertThat(asked(told).environment()).containsEntry("COLUMNS", "40");
    FakeMachine pipe = new FakeMachine("ls").answering(VALUE);
    assertThat(Front.run(pipe)).isZero();
    assertThat(asked(pipe).environment()).doesNotContainKey("COLUMNS");
  }

  @Test
  void becomes_the_program_with_the_keys_of_the_answer() {
    byte[] body =
        CommandAnswer.become(
            new NamedBytes.Writer().add("err", "warned\n".getBytes(UTF_8)),
            Map.of("OPENAI_API_KEY", "sk-canary-06=".getBytes(UTF_8)),
            Map.of("OPENAI_API_KEY", "sk-…"));
    FakeMachine machine =
        new FakeMachine("run", "--only", "openai", "--", "sh", "-c", "--", "x").answering(body);
    assertThat(Front.run(machine)).isEqualTo(9);
    assertThat(machine.become)
        .containsExactly(
            "sh",
            "-c",
            "--",
            "x",
            "OPENAI_API_KEY=sk-canary-06=",
            "OPENAI_API_KEY as sk-\u00e2\u0080\u00a6");
    assertThat(machine.complained()).isEqualTo("warned\n");
    assertThat(asked(machine).arguments()).containsExactly("run", "--only", "openai", "--", "sh");
  }

  @Test
  void G8_masks_a_program_that_another_process_handed_over() {
    FakeMachine machine = new FakeMachine("__masked", "sh", "-c", "x");
    machine.environment.put("A_KEY", "sk-canary-07");
    machine.environment.put("KEYMASTER_MASK_A_KEY", "sk-...");
    machine.environment.put("OTHER", "untouched");
    assertThat(Front.run(machine)).isEqualTo(9);
    assertThat(machine.become)
        .containsExactly("sh", "-c", "x", "A_KEY=sk-canary-07", "A_KEY as sk-...");
    assertThat(machine.sent.size()).isZero();
    elsewhere(new FakeMachine("__masked"));
  }

  @Test
  void a_program_that_cannot_be_started_is_left_to_the_whole_program() {
    FakeMachine machine = new FakeMachine("run", "--", "sh").answering(VALUE);
    machine.startable = false;
    elsewhere(machine);
    assertThat(machine.sent.size()).isZero();
    elsewhere(new FakeMachine("run").answering(VALUE));
    elsewhere(new FakeMachine("run", "sh").answering(VALUE));
    elsewhere(new FakeMachine("run", "--").answering(VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"add", "vault", "--help", "--version", "", "GET", "--env"})
  void other_words_are_left_to_the_whole_program(String word) {
    FakeMachine machine = new FakeMachine(word, "x").answering(VALUE);
    elsewhere(machine);
    assertThat(machine.sent.size()).isZero();
  }

  @Test
  void without_a_word_or_an_agent_the_whole_program_runs() {
    elsewhere(new FakeMachine().answering(VALUE));
    FakeMachine off = new FakeMachine("get", "x").answering(VALUE);
    off.environment.put("KEYMASTER_AGENT", "off");
    elsewhere(off);
    FakeMachine ci = new FakeMachine("get", "x").answering(VALUE);
    ci.environment.put("CI", "true");
    elsewhere(ci);
    FakeMachine nobody = new FakeMachine("get", "x").answering(VALUE);
    nobody.socket = "";
    elsewhere(nobody);
    FakeMachine nowhere = new FakeMachine("get", "x").answering(VALUE);
    nowhere.directory = "";
    elsewhere(nowhere);
    FakeMachine exposed = new FakeMachine("get", "x").answering(VALUE);
    exposed.owned.clear();
    elsewhere(exposed);
  }

  @Test
  void with_a_standard_stream_missing_the_whole_program_runs() {
    for (int descriptor = 0; descriptor < 3; descriptor++) {
      FakeMachine machine = new FakeMachine("get", "x").answering(VALUE);
      machine.closed.add(descriptor);
      elsewhere(machine);
    }
  }

  @Test
  void SL5_an_answer_that_is_cut_off_anywhere_prints_nothing() {
    FakeMachine whole = new FakeMachine("get", "x").answering(VALUE);
    for (int length = 0; length < whole.answer.length; length++) {
      FakeMachine cut = new FakeMachine("get", "x");
      cut.answer = Arrays.copyOf(whole.answer, length);
      elsewhere(cut);
    }
    FakeMachine deaf = new FakeMachine("get", "x").answering(VALUE);
    deaf.sends = false;
    elsewhere(deaf);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 421 Misdirected Request\r\nContent-Length: N\r\n\r\n",
        "HTTP/1.1 500 OK\r\nContent-Length: N\r\n\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: N\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +N\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: N 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: N\r\ncontent-length: N\r\n\r\n"
      })
  void an_answer_that_is_not_plain_prints_nothing(String head) {
    String exact = head.replace("N", "" + VALUE.length);
    elsewhere(new FakeMachine("get", "x").answering(exact, VALUE));
  }

  @Test
  void heads_are_read_in_any_case_and_not_without_end() {
    String head =
        "HTTP/1.1 200 fine\r\nServer: x\r\nCONTENT-LENGTH:   " + VALUE.length + "\r\nA: b\r\n\r\n";
    FakeMachine machine = new FakeMachine("get", "x").answering(head, VALUE);
    assertThat(Front.run(machine)).isZero();
    assertThat(machine.printed()).isEqualTo("sk-canary-01");
    String endless = "HTTP/1.1 200 OK\r\nA: " + "b".repeat(5000);
    elsewhere(new FakeMachine("get", "x").answering(endless, VALUE));
  }

  @Test
  void bodies_that_are_no_answer_print_nothing() {
    byte[] x = {1};
    for (NamedBytes.Writer body :
        List.of(
            new NamedBytes.Writer(),
            new NamedBytes.Writer().add("out", x),
            new NamedBytes.Writer().add("out", x).add("exit", new byte[0]),
            new NamedBytes.Writer().add("out", x).add("exit", new byte[2]),
            new NamedBytes.Writer().add("out", x).add("become", x),
            new NamedBytes.Writer().add("exit", x).add("out", x),
            new NamedBytes.Writer().add("exit", x).add("exit", x),
            new NamedBytes.Writer().add("out", x).add("what", x).add("exit", x))) {
      elsewhere(new FakeMachine("get", "x").answering(body.bytes()));
    }
  }

  @Test
  void a_reader_that_has_gone_is_no_reason_to_complain() {
    FakeMachine machine = new FakeMachine("get", "x").answering(VALUE);
    machine.writeError = 32;
    assertThat(Front.run(machine)).isEqualTo(141);
    FakeMachine full = new FakeMachine("get", "x").answering(VALUE);
    full.writeError = 28;
    assertThat(Front.run(full)).isEqualTo(1028);
  }
}

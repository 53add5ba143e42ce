package dev.keymaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.LogMacs;
import dev.keymaster.model.LogQuestion;
import dev.keymaster.model.LogVerdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs about the log. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class AuditVerbsTests {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path folder;
  private FakeWorld world;

  @BeforeEach
  void fill() {
    world = new FakeWorld(folder);
    event(EventKind.REVEAL, "km://dev/openai#1", "keymaster", "");
    event(EventKind.DELIVER, "km://prod/openai#2", "make", "deploy");
    event(EventKind.DENIED, "km://prod/stripe", "codex", "policy");
  }

  private void event(EventKind kind, String subject, String program, String detail) {
    List<Event> events = world.engine.events;
    Instant time = NOON.minusSeconds(86_400L * (3 - events.size()));
    events.add(
        new Event(events.size(), time, kind, new Caller(1000, 42, program), subject, detail));
  }

  @ParameterizedTest
  @CsvSource({
    "--kind reveal, 1",
    "'--kind deliver,denied', 2",
    "--env prod, 2",
    "--key openai, 2",
    "--key openai --env prod, 1",
    "--program codex, 1",
    "--caller 1000, 3",
    "--caller 7, 0",
    "--since 2d, 2",
    "--since 2026-11-20, 1",
    "--until 2026-11-20, 2",
    "--until 2026-11-19T12:00:00Z, 1",
    "--limit 2, 2"
  })
  void events_are_chosen(String options, int count) {
    assertThat(world.run(("audit export " + options).replace(" --limit 2", "").split(" ")))
        .isZero();
    if (!options.startsWith("--limit")) {
      assertThat(world.stdout().lines()).hasSize(count);
    }
    assertThat(world.run(("audit show " + options).split(" "))).isZero();
    assertThat(world.stdout().lines()).hasSize(count + 1);
    assertThat(world.run(("audit tail " + options).split(" "))).isZero();
    assertThat(world.stdout().lines()).hasSize(count);
  }

  @ParameterizedTest
  @CsvSource({
    "audit --kind nonsense, no kind of event",
    "audit --since soon, not a time",
    "audit tail --last 0, --last takes",
    "audit export --format xml, no format",
    "audit prove, give either",
    "audit prove 3 --from 4, give either",
    "audit prune --keep 90s, not whole days",
    "audit prune --keep x, is not a duration",
    "audit verify --proof p --recovery-code, by itself",
    "audit verify --proof p --anchor a, by itself"
  })
  void what_makes_no_sense_is_refused(String command, String message) {
    assertThat(world.run(command.split(" "))).isEqualTo(2);
    assertThat(world.stderr()).contains(message);
    assertThat(world.stdout()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line\nbreak",
        "carriage\rreturn",
        "\u001b[2Jclear",
        "\u202ebidi",
        "quote\"and\\back",
        "pipe|equals=",
        "\u2028separator",
        "comma,semicolon;"
      })
  void SU3_one_event_is_one_line_and_comes_back_as_it_was(String name) {
    world.engine.events.clear();
    event(EventKind.DENIED, "slot " + name, name, name);
    assertThat(world.run("audit", "export", "--format", "jsonl")).isZero();
    assertThat(world.stdout().lines()).hasSize(1);
    assertThat(world.stdout()).doesNotContain("\u001b", "\u202e", "\u2028");
    assertThat(subject(world.stdout())).isEqualTo("slot " + name);
    for (String format : List.of("csv", "cef")) {
      assertThat(world.run("audit", "export", "--format", format)).isZero();
      assertThat(world.stdout().lines()).hasSize(format.equals("csv") ? 2 : 1);
      assertThat(world.stdout()).doesNotContain("\u001b", "\u202e", "\u2028");
    }
    assertThat(world.run("audit", "tail")).isZero();
    assertThat(world.stdout().lines()).hasSize(1);
    assertThat(world.run("audit", "show")).isZero();
    assertThat(world.stdout().lines()).hasSize(2);
  }

  /** Reads the text of the field as JSON does. */
  private static String subject(String json) {
    Matcher field = Pattern.compile("\"subject\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(json);
    assertThat(field.find()).isTrue();
    return Pattern.compile("\\\\(u([0-9a-f]{4})|.)")
        .matcher(field.group(1))
        .replaceAll(match -> Matcher.quoteReplacement(character(match.group(1))));
  }

  private static String character(String escape) {
    return switch (escape.charAt(0)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
      default -> escape;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "|cmd", "%0A"})
  void ASVS_1_2_10_a_spreadsheet_computes_nothing_of_an_export(String name) {
    world.engine.events.clear();
    event(EventKind.DENIED, name, name, name);
    world.run("audit", "export", "--format", "csv");
    assertThat(world.stdout())
        .contains("\"'" + name + "\"")
        .doesNotContain("\"" + name.charAt(0))
        .contains("\"1000\",\"42\"");
  }

  @Test
  void formats_have_their_fields() {
    world.run("audit", "export", "--format", "csv", "--kind", "deliver");
    assertThat(world.stdout())
        .isEqualTo(
            """
            number,time,kind,subject,uid,pid,program,detail
            "1","2026-11-19T12:00:00Z","deliver","km://prod/openai#2","1000","42","make","deploy"
            """);
    world.run("audit", "export", "--format", "cef", "--kind", "denied");
    assertThat(world.stdout())
        .startsWith("CEF:0|Keymaster|keymaster|")
        .contains("|denied|denied|7|rt=1795176000000 externalId=2 suid=1000 spid=42 sproc=codex")
        .endsWith("cs1Label=subject cs1=km://prod/stripe msg=policy\n");
    world.run("audit", "export", "--pseudonymous");
    assertThat(world.stdout()).contains("\"subject\":\"hash\"").doesNotContain("openai");
    world.run("audit", "tail", "--json", "-n", "1");
    assertThat(world.stdout()).startsWith("{\"number\":2,").hasLineCount(1);
  }

  @Test
  void SD24_verify_passes_on_what_it_was_given_and_says_what_came_of_it() throws Exception {
    Path anchor = Files.writeString(folder.resolve("anchor"), "note");
    assertThat(
            world.run(
                "audit",
                "verify",
                "--anchor",
                anchor.toString(),
                "--key",
                "k",
                "--file",
                "/copy.db"))
        .isZero();
    assertThat(world.engine.log.questions)
        .containsExactly(new LogQuestion("/copy.db", "k", List.of("note"), false));
    assertThat(world.stdout()).isEqualTo("keymaster/v/d\n3 events\nall as it was recorded\n");
    assertThat(world.engine.unlocked).isFalse();
  }

  @Test
  void SU1_verify_names_the_first_bad_event_with_exit_code_9() {
    world.engine.log.verdict =
        new LogVerdict("keymaster/v/d", 9, 4, "r", 7L, true, List.of("event 7 is not right"));
    assertThat(world.run("audit", "verify")).isEqualTo(9);
    assertThat(world.stdout())
        .contains("9 events, pruned below 4\n", "event 7 is not right\n", "first bad event: 7\n");
    assertThat(world.stderr()).contains("the log was changed");
    assertThat(world.run("audit", "verify", "--json")).isEqualTo(9);
    assertThat(world.stdout()).contains("\"first_bad\": 7", "\"exact\": true");
    world.engine.log.verdict =
        new LogVerdict("keymaster/v/d", 9, 0, "r", 5L, false, List.of("something"));
    assertThat(world.run("audit", "verify")).isEqualTo(9);
    assertThat(world.stdout()).contains("first bad event: not below 5\n");
  }

  @Test
  void SD20_verify_with_a_recovery_code_tells_what_was_made_anew() {
    LogVerdict sound = world.engine.log.verdict;
    world.engine.log.verdict = sound.with(new LogMacs(1, 2, null));
    assertThat(world.run("audit", "verify", "--recovery-code")).isZero();
    assertThat(world.engine.log.questions.getLast().recoveryCode()).isTrue();
    assertThat(world.stdout())
        .endsWith("all as it was recorded\n2 events from number 1 on made in their time\n");
    assertThat(world.run("audit", "verify", "--recovery-code", "--json")).isZero();
    assertThat(world.stdout())
        .containsPattern("\"macs\": \\{\\s*\"from\": 1,\\s*\"checked\": 2,\\s*\"first_bad\": null");
    world.engine.log.verdict = sound.with(new LogMacs(1, 1, 2L));
    assertThat(world.run("audit", "verify", "--recovery-code")).isEqualTo(9);
    assertThat(world.stdout())
        .contains("event 2 was made anew", "first bad event: 2\n")
        .doesNotContain("made in their time");
    assertThat(world.run("audit", "verify", "--recovery-code", "--json")).isEqualTo(9);
    assertThat(world.stdout()).containsPattern("\"checked\": 1,\\s*\"first_bad\": 2");
  }

  @Test
  void SU1_the_vault_is_alarmed_about_and_no_file_that_was_brought() throws Exception {
    world.engine.log.verdict =
        new LogVerdict("keymaster/v/d", 9, 4, "r", 7L, true, List.of("event 7 is not right"));
    assertThat(world.run("audit", "verify", "--file", "/copy.db")).isEqualTo(9);
    Path large = Files.write(folder.resolve("large"), new byte[70_000]);
    assertThat(world.run("audit", "verify", "--proof", large.toString(), "--json")).isEqualTo(9);
    assertThat(world.stderr()).contains("\"code\": \"damaged\"");
    world.engine.vault.exists = true;
    world.engine.failure = KeymasterException.damaged("a file");
    assertThat(world.run("ls")).isEqualTo(9);
    assertThat(world.alarms).isEmpty();
    assertThat(world.run("audit", "verify")).isEqualTo(9);
    assertThat(world.alarms).hasSize(1);
    world.engine.failure = KeymasterException.corrupt("a row");
    assertThat(world.run("ls")).isEqualTo(9);
    assertThat(world.alarms).hasSize(2).allMatch(what -> what.startsWith("the vault was changed"));
  }

  @Test
  void SD22_every_whole_checkpoint_of_an_anchors_file_is_compared() throws Exception {
    String first = "log\n3\nroot\n\n— log aaaa\n";
    String second = "log\n4\nroot\n\n— log bbbb\n— witness cccc\n";
    Path anchor = folder.resolve("anchor");
    Files.writeString(anchor, first + "\n" + second + "\n" + "log\n5\nro");
    assertThat(world.run("audit", "verify", "--anchor", anchor.toString())).isZero();
    Files.writeString(anchor, (first + "\n").repeat(4_000) + second + "\n");
    assertThat(world.run("audit", "verify", "--anchor", anchor.toString())).isZero();
    List<LogQuestion> asked = world.engine.log.questions;
    assertThat(asked.getFirst().anchors()).containsExactly(first, second);
    assertThat(asked.getLast().anchors()).hasSizeGreaterThan(1000).endsWith(second);
    assertThat(asked.getLast().anchors())
        .filteredOn(note -> !note.equals(second))
        .containsOnly(first);
  }

  @Test
  void anchors_and_proofs_are_files_of_a_sane_size() throws Exception {
    assertThat(world.run("audit", "verify", "--anchor", "nowhere")).isEqualTo(3);
    Path large = Files.write(folder.resolve("large"), new byte[70_000]);
    assertThat(world.run("audit", "verify", "--proof", large.toString())).isEqualTo(9);
    Path proof = Files.writeString(folder.resolve("proof"), "proof");
    assertThat(world.run("audit", "verify", "--proof", proof.toString(), "--key", "k")).isZero();
    assertThat(world.stdout()).isEqualTo("proven by k\n");
    assertThat(world.run("audit", "verify", "--proof", proof.toString(), "--json")).isZero();
    assertThat(world.stdout()).contains("\"proven\": \"proven by null\"");
  }

  @Test
  void keys_checkpoints_and_proofs_are_printed_as_they_are() {
    assertThat(world.run("audit", "key")).isZero();
    assertThat(world.stdout()).isEqualTo("log+00000000+key\n");
    world.run("audit", "key", "--json");
    assertThat(world.stdout()).contains("keymaster/log-key/1", "log+00000000+key");
    world.run("audit", "checkpoint");
    assertThat(world.stdout()).isEqualTo("checkpoint\n");
    world.run("audit", "prove", "17");
    assertThat(world.stdout()).isEqualTo("proof of 17 from null\n");
    world.run("audit", "prove", "--from", "9");
    assertThat(world.stdout()).isEqualTo("proof of 0 from 9\n");
    assertThat(world.engine.unlocked).isFalse();
  }

  @Test
  void SD23_prune_tells_what_it_did() {
    assertThat(world.run("audit", "prune", "--keep", "365d")).isZero();
    assertThat(world.stderr()).contains("erased 1 event older than 365 days; at least 90 days");
    assertThat(world.run("audit", "prune", "--minimum", "180d", "--json")).isZero();
    assertThat(world.stdout())
        .contains("keymaster/pruning/1", "\"minimum\": 180", "\"erased\": 1", "\"pruned\": 1");
  }
}

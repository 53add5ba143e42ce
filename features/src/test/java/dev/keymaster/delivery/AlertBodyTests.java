package dev.keymaster.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keymaster.model.Alert;
import dev.keymaster.model.AlertTarget;
import dev.keymaster.model.Caller;
import dev.keymaster.model.Event;
import dev.keymaster.model.EventKind;
import dev.keymaster.net.JsonObject;
import dev.keymaster.net.JsonReader;
import dev.keymaster.project.NaughtyStrings;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertBodyTests {
  private static Alert by(String program) {
    Caller caller = new Caller(1000, 42, program);
    Event event = new Event(7, Instant.EPOCH, EventKind.REVEAL, caller, "km://prod/openai#3", "");
    return new Alert(3, "prod-reveal", new AlertTarget.Desktop(), event, 2, null);
  }

  @Test
  void SU3_every_name_is_one_line_of_json_and_comes_back_as_it_was() {
    for (String naughty : NaughtyStrings.all()) {
      String text = new String(AlertBody.of(by(naughty)), UTF_8);
      assertThat(text).doesNotContain("\n", "\r");
      JsonObject event = JsonReader.object(text.getBytes(UTF_8)).object("event");
      assertThat(event.object("caller").text("program")).isEqualTo(naughty);
    }
  }

  @Test
  void what_is_in_no_log_is_a_notice_without_a_number() {
    Alert alert =
        Alert.unrecorded(
            "tamper",
            new AlertTarget.Desktop(),
            Instant.EPOCH,
            new Caller(1, 2, "x"),
            "the vault was changed");
    assertThat(alert.line()).isEqualTo("the vault was changed");
    assertThat(new String(AlertBody.of(alert), UTF_8))
        .contains("\"kind\":\"notice\"")
        .doesNotContain("\"number\"");
  }
}

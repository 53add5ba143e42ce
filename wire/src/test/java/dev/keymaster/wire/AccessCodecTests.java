package dev.keymaster.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Intent;
import dev.keymaster.model.KeyRef;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.ServiceName;
import dev.keymaster.net.JsonReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessCodecTests {
  private static Intent read(String json) {
    return AccessCodec.intent(JsonReader.object(json.getBytes(UTF_8)));
  }

  @Test
  void G10_what_somebody_is_about_to_do_is_read_as_it_was_written() {
    KeyRef key = KeyRef.parse("km://dev/openai");
    ServiceName service = new ServiceName("openai");
    for (Intent intent :
        List.of(
            Intent.store(key, null),
            Intent.store(key, service),
            Intent.adopt(key, service),
            Intent.rotate(key),
            Intent.provider())) {
      assertThat(read(new String(AccessCodec.intent(intent).bytes(), UTF_8))).isEqualTo(intent);
    }
  }

  @Test
  void G10_what_is_missing_is_named_and_what_takes_no_secret_is_refused() {
    refused("{\"operation\": \"store\"}", "store needs a key");
    refused("{\"operation\": \"rotate\"}", "rotate needs a key");
    refused("{\"operation\": \"adopt\"}", "adopt needs a key");
    refused("{\"operation\": \"adopt\", \"key\": \"km://dev/openai\"}", "adopt needs a service");
    refused(
        "{\"operation\": \"reveal\", \"key\": \"km://dev/openai\"}",
        "'reveal' takes no secret of a person");
  }

  private static void refused(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            KeymasterException.class, e -> assertThat(e.code()).isEqualTo(Code.USAGE))
        .hasMessage(why);
  }
}

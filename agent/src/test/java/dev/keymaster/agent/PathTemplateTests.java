package dev.keymaster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PathTemplateTests {
  @Test
  void a_path_without_names_is_taken_to_the_letter() {
    PathTemplate status = new PathTemplate("/v1/status");
    assertThat(status.match("/v1/status")).isEmpty();
    for (String other : new String[] {"/v1/status/", "/v1/statu", "/v1/statusx", "/v1", "", "/"}) {
      assertThat(status.match(other)).as(other).isNull();
    }
  }

  @Test
  void names_stand_for_one_part_each_and_the_last_one_for_the_rest() {
    PathTemplate key = new PathTemplate("/v1/keys/{environment}/{name}");
    assertThat(key.match("/v1/keys/dev/a")).isEqualTo(Map.of("environment", "dev", "name", "a"));
    assertThat(key.match("/v1/keys/dev/a/b")).containsEntry("name", "a/b");
    assertThat(key.match("/v1/keys/dev/")).containsEntry("name", "");
    assertThat(key.match("/v1/keys/dev")).isNull();
    assertThat(key.match("/v1/values/dev/a")).isNull();
  }

  @Test
  void what_follows_names_is_taken_to_the_letter_too() {
    PathTemplate history = new PathTemplate("/v1/keys/{environment}/{name}/history");
    assertThat(history.match("/v1/keys/dev/a/history"))
        .isEqualTo(Map.of("environment", "dev", "name", "a"));
    assertThat(history.match("/v1/keys/dev/a/histories")).isNull();
    assertThat(history.match("/v1/keys/dev/a/history/")).isNull();
    assertThat(history.match("/v1/keys/dev/a/b/history")).isNull();
  }
}

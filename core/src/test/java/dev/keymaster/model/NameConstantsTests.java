package dev.keymaster.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameConstantsTests {
  @Test
  void well_known_names_exist_before_any_other_is_made() {
    assertThat(ServiceName.CUSTOM).hasToString("custom");
    assertThat(EnvironmentName.DEFAULT).hasToString("dev");
  }
}

package dev.keymaster.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExactArgumentsTests {
  private static byte[] line(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static List<String> exact(List<String> arguments, String commandLine) {
    return ExactArguments.of(arguments, line(commandLine), US_ASCII).stream()
        .map(bytes -> new String(bytes, ISO_8859_1))
        .toList();
  }

  @Test
  void bytes_that_the_locale_lost_come_from_the_command_line() {
    assertThat(exact(List.of("cmd", "a??b"), "java\0run\0--\0cmd\0a\u00c3\u00a9b\0"))
        .containsExactly("cmd", "a\u00c3\u00a9b");
  }

  @Test
  void question_marks_and_empty_arguments_stay() {
    assertThat(exact(List.of("cmd", "", "what?"), "java\0--\0cmd\0\0what?\0"))
        .containsExactly("cmd", "", "what?");
  }

  @Test
  void other_arguments_than_the_last_are_encoded() {
    assertThat(exact(List.of("echo", "x"), "java\0cmd\0y\0")).containsExactly("echo", "x");
    assertThat(exact(List.of("echo", "x"), "x\0")).containsExactly("echo", "x");
    assertThat(exact(List.of("echo"), "")).containsExactly("echo");
  }

  @Test
  void arguments_of_this_process_are_found_whatever_they_are() {
    assertThat(ExactArguments.of(List.of("surely-not-the-last-argument")))
        .singleElement()
        .isEqualTo(line("surely-not-the-last-argument"));
  }
}

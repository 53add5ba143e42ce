package dev.keymaster.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.AnchorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchorBookTests {
  private static final AnchorState STATE =
      new AnchorState("file /x", 7, Instant.EPOCH, "it could not be written");

  @TempDir Path folder;

  @Test
  void what_is_remembered_is_read_again_and_rubbish_is_passed_over() throws Exception {
    AnchorBook book = new AnchorBook(folder.resolve("state"));
    assertThat(book.states()).isEmpty();
    AnchorState second = new AnchorState("server a\tb", -1, Instant.EPOCH, "");
    book.remember(List.of(STATE, second));
    assertThat(book.states()).hasSize(2).contains(STATE);
    Path file = folder.resolve("state/anchors");
    Files.writeString(file, Files.readString(file) + "x\ty\tz\tw\nx\t1\tnow\t\nshort\n");
    assertThat(book.states()).hasSize(2);
  }

  @Test
  void anchors_are_whole_paths_and_servers_that_can_be_trusted() {
    Setting file = Setting.named("audit.anchor_file");
    assertThat(file.check().apply("/media/x y")).isEqualTo("/media/x y");
    assertThatThrownBy(() -> file.check().apply("here"))
        .hasMessageContaining("is not a whole path");
    Setting server = Setting.named("audit.anchor_url");
    assertThat(server.check().apply("http://127.0.0.1:8080/a")).isNotEmpty();
    assertThat(server.check().apply("km://ops/notary")).isEqualTo("km://ops/notary");
    assertThatThrownBy(() -> server.check().apply("km://ops"))
        .hasMessageContaining("not a key reference");
    assertThatThrownBy(() -> server.check().apply("http://example.org/"))
        .isInstanceOf(dev.keymaster.model.KeymasterException.class);
  }
}

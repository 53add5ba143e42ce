package dev.keymaster.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedPipeTests {
  @TempDir Path folder;

  @Test
  void A5_each_reader_gets_its_own_content_and_no_file_is_left() throws Exception {
    Path path = folder.resolve(".env");
    try (NamedPipe pipe = NamedPipe.make(path)) {
      assertThat(Files.readAttributes(path, BasicFileAttributes.class).isOther()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      Thread server = Thread.ofVirtual().start(() -> serve(pipe, 30));
      for (int i = 0; i < 30; i++) {
        assertThat(Files.readString(path)).isEqualTo("content " + i);
      }
      server.join();
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static void serve(NamedPipe pipe, int times) {
    for (int i = 0; i < times; i++) {
      try (OutputStream reader = pipe.opened()) {
        reader.write(("content " + i).getBytes(UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void SL2_attack_what_is_put_in_its_place_is_neither_written_to_nor_removed() throws IOException {
    Path path = folder.resolve(".env");
    Path target = Files.writeString(folder.resolve("target"), "mine");
    try (NamedPipe pipe = NamedPipe.make(path)) {
      Files.delete(path);
      replaced(pipe);
      assertThat(path).doesNotExist();
      Files.createSymbolicLink(path, target);
      replaced(pipe);
      Files.delete(path);
      Files.writeString(path, "PORT=80");
      replaced(pipe);
    }
    assertThat(path).content().isEqualTo("PORT=80");
    assertThat(target).content().isEqualTo("mine");
  }

  private static void replaced(NamedPipe pipe) {
    assertThatThrownBy(pipe::opened)
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.CONFLICT));
  }

  @Test
  void a_file_in_its_place_stays() throws IOException {
    Path path = Files.writeString(folder.resolve(".env"), "PORT=80");
    assertThatThrownBy(() -> NamedPipe.make(path))
        .isInstanceOfSatisfying(
            KeymasterException.class,
            e -> assertThat(e.code()).isEqualTo(KeymasterException.Code.CONFLICT));
    assertThat(path).content().isEqualTo("PORT=80");
    assertThatThrownBy(() -> NamedPipe.make(folder.resolve("no/.env")))
        .hasMessageStartingWith("cannot make a pipe at ");
  }
}

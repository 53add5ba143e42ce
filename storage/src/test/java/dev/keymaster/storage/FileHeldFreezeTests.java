package dev.keymaster.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.HeldFreeze.Done;
import dev.keymaster.model.HeldFreeze.Note;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHeldFreezeTests {
  private static final Instant THEN = Instant.parse("2026-03-01T12:00:00.5Z");

  private final Path state;
  private final FileHeldFreeze held;

  FileHeldFreezeTests(@TempDir Path folder) {
    state = folder.resolve("state");
    held = new FileHeldFreeze(state);
  }

  @Test
  void G9_it_reads_what_it_kept_until_that_is_dropped() throws IOException {
    assertThat(held.read()).isEmpty();
    held.drop();
    Set<ServiceName> services = Set.of(new ServiceName("openai"), new ServiceName("stripe"));
    Note note =
        new Note(
            new Freeze(THEN, services),
            List.of(
                new Done(THEN, "km://dev/ci#1", "disabled by openai"), new Done(THEN, "x", "")));
    held.keep(note);
    assertThat(held.read()).contains(note);
    assertThat(Files.getPosixFilePermissions(state.resolve("frozen")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Note all = new Note(new Freeze(THEN, Set.of()), List.of());
    held.keep(all);
    assertThat(held.read()).contains(all);
    held.drop();
    assertThat(held.read()).isEmpty();
  }

  @Test
  void G9_attack_a_file_that_cannot_be_understood_freezes_everything() throws IOException {
    held.keep(new Note(new Freeze(THEN, Set.of()), List.of()));
    for (String text : List.of("", "\n", "soon", THEN + " no/service", THEN + "\nx", "\0")) {
      Files.writeString(state.resolve("frozen"), text);
      assertThat(held.read()).as(text).contains(HeldFreeze.UNREADABLE);
    }
    Files.delete(state.resolve("frozen"));
    Files.createSymbolicLink(state.resolve("frozen"), Path.of("/dev/null"));
    assertThat(held.read()).contains(HeldFreeze.UNREADABLE);
    assertThat(HeldFreeze.UNREADABLE.freeze().services()).isEmpty();
  }

  @Test
  void G9_what_cannot_be_kept_is_a_failure() throws IOException {
    Files.writeString(state, "a file");
    assertThatThrownBy(() -> held.keep(HeldFreeze.UNREADABLE))
        .isInstanceOf(KeymasterException.class);
  }
}

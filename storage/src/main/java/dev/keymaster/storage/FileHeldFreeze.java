package dev.keymaster.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.Freeze;
import dev.keymaster.model.HeldFreeze;
import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.Printable;
import dev.keymaster.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds a freeze in a small file, mode 0600: a line with its time and services, and one with time,
 * subject and detail for each thing that was done. Holds no value of a key.
 */
public final class FileHeldFreeze implements HeldFreeze {
  private static final int LONGEST = 1 << 20;

  private final Path directory;
  private final Path file;

  /**
   * Holds it under a directory, which is made when there is something to hold.
   *
   * @param stateDirectory this person's state on this machine
   */
  public FileHeldFreeze(Path stateDirectory) {
    directory = stateDirectory;
    file = stateDirectory.resolve("frozen");
  }

  @Override
  public Optional<Note> read() {
    try {
      return PrivateFiles.read(file, LONGEST).map(bytes -> parse(new String(bytes, UTF_8)));
    } catch (KeymasterException e) {
      return Optional.of(UNREADABLE);
    }
  }

  /** A text that is not as it was written freezes everything: nobody had a reason to thaw it. */
  private static Note parse(String text) {
    try {
      List<String> lines = text.lines().toList();
      List<String> first = List.of(lines.getFirst().split(" ", -1));
      Set<ServiceName> services =
          first.stream().skip(1).map(ServiceName::new).collect(Collectors.toSet());
      List<Done> done = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] parts = line.split("\t", 3);
        done.add(new Done(Instant.parse(parts[0]), parts[1], parts[2]));
      }
      return new Note(new Freeze(Instant.parse(first.getFirst()), services), done);
    } catch (DateTimeException
        | KeymasterException
        | IndexOutOfBoundsException
        | NoSuchElementException e) {
      return UNREADABLE;
    }
  }

  @Override
  public void keep(Note note) {
    StringBuilder text = new StringBuilder(note.freeze().since().toString());
    note.freeze().services().forEach(service -> text.append(' ').append(service));
    text.append('\n');
    for (Done one : note.done()) {
      String line =
          String.join(
              "\t", Arrays.asList(one.time() + "", plain(one.subject()), plain(one.detail())));
      text.append(line).append('\n');
    }
    PrivateFiles.directory(directory);
    PrivateFiles.replace(file, text.toString().getBytes(UTF_8));
  }

  private static String plain(String text) {
    return Printable.clean(text).replace('\t', ' ').replace('\n', ' ');
  }

  @Override
  public void drop() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PrivateFiles.failure(file, e);
    }
  }
}

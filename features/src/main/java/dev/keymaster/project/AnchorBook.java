package dev.keymaster.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keymaster.model.AnchorState;
import dev.keymaster.model.Printable;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What this machine remembers of its anchors: {@code anchors} of the state folder, a line each. A
 * line that is not understood is as if it was not there: then the anchor is tried anew.
 */
public final class AnchorBook {
  private final Path folder;

  /** Uses the state folder of Keymaster, which need not exist yet. */
  public AnchorBook(Path stateFolder) {
    this.folder = stateFolder;
  }

  private Path file() {
    return folder.resolve("anchors");
  }

  /** Returns what became of each. */
  public List<AnchorState> states() {
    return WholeFile.readPrivate(file()).map(bytes -> new String(bytes, UTF_8).lines()).stream()
        .flatMap(lines -> lines.map(AnchorBook::state).flatMap(Optional::stream))
        .toList();
  }

  private static Optional<AnchorState> state(String line) {
    String[] parts = line.split("\t", -1);
    try {
      return parts.length != 4
          ? Optional.empty()
          : Optional.of(
              new AnchorState(
                  parts[0], Long.parseLong(parts[1]), Instant.parse(parts[2]), parts[3]));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Remembers that. */
  public void remember(List<AnchorState> states) {
    StringBuilder text = new StringBuilder();
    for (AnchorState state : states) {
      text.append(Printable.clean(state.place())).append('\t').append(state.events());
      text.append('\t').append(state.time()).append('\t');
      text.append(Printable.clean(state.failure())).append('\n');
    }
    WholeFile.makeFolder(folder);
    WholeFile.write(file(), text.toString().getBytes(UTF_8), WholeFile.PRIVATE);
  }
}

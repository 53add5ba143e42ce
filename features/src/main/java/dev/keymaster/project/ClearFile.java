package dev.keymaster.project;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import dev.keymaster.model.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A file that is to hold keys in clear: for this person alone, kept out of git, replaced whole. */
public final class ClearFile {
  private final Path path;
  private final Path folder;
  private final String name;

  /** Nothing is read or written yet. */
  public ClearFile(Path path) {
    this.path = path;
    this.folder = real(Objects.requireNonNull(path.toAbsolutePath().getParent()));
    this.name = String.valueOf(path.getFileName());
  }

  /** Where git sees a folder that a link leads to. */
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder; // there is none: nothing can be read or written in it either
    }
  }

  /**
   * Refuses what must not hold a key: DENIED if git tracks it, or may. Before any value is
   * released.
   */
  public void demandUntracked() {
    GitIndex.of(folder).ifPresent(this::demandUntracked);
  }

  private void demandUntracked(GitIndex git) {
    String shown = Printable.clean(path.toString());
    if (!git.isWhole()) {
      throw new KeymasterException(
          Code.DENIED,
          "whether git tracks "
              + shown
              + " cannot be told: its index is split, too large or damaged",
          "git update-index --no-split-index; or keymaster run, which needs no file");
    }
    if (isTracked(git)) {
      throw new KeymasterException(
          Code.DENIED,
          "git tracks " + shown + ", so keys in it would be committed",
          "git rm --cached " + name + "; and if a key was in it: keymaster rotate");
    }
  }

  private boolean isTracked(GitIndex git) {
    return git.tracks(folder.resolve(name));
  }

  /** Has git ignore it; returns the lines that {@code .gitignore} got for that. */
  public List<String> guard() {
    return GitIndex.of(folder).isPresent() ? GitIgnore.guard(folder, name) : List.of();
  }

  /** What is wrong with the file itself, a line each. */
  List<String> exposures() {
    List<String> exposures = new ArrayList<>();
    GitIndex.of(folder).ifPresent(git -> exposures.addAll(exposures(git)));
    if (WholeFile.othersMayUse(path)) {
      exposures.add("others can read it");
    }
    Leftovers.in(folder, Instant.now())
        .forEach(left ->
            exposures.add(
                Printable.clean(left.getFileName().toString())
                    + " beside it was left by a write that was killed, and may hold keys"));
    return exposures;
  }

  private List<String> exposures(GitIndex git) {
    List<String> exposures = new ArrayList<>();
    if (isTracked(git)) {
      exposures.add("git tracks it");
    }
    if (!git.isWhole()) {
      exposures.add("whether git tracks it cannot be told");
    }
    if (!GitIgnore.missing(folder).isEmpty()) {
      exposures.add("git does not ignore it");
    }
    return exposures;
  }

  /** Replaces the whole content, with mode 0600 from then on; the bytes stay the caller's. */
  public void write(byte[] content) {
    WholeFile.writePrivate(path, content);
  }

  /** Its name, without the folder. */
  String name() {
    return name;
  }
}

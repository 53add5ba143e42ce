package dev.keymaster.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at the folders of Keymaster, what is in them, and who could exchange them. */
final class FolderCheckup implements Checkup {
  @Override
  public List<Finding> look(Session session) throws IOException {
    Places places = session.world().places();
    return List.of(
        folder("folder config", followed(places.config())),
        folder("folder data", places.data()),
        folder("folder state", places.state()));
  }

  /** Settings may be kept elsewhere, with a link to them; what is sealed is not followed. */
  private static Path followed(Path folder) throws IOException {
    return Files.exists(folder) ? folder.toRealPath() : folder;
  }

  private static Finding folder(String about, Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Finding.ok(about, folder + " is not there yet");
    }
    Optional<Modes.Loose> loose = Modes.loose(folder);
    if (loose.isPresent()) {
      return Finding.fail(about, folder + " " + loose.get().reason(), loose.get().hint());
    }
    if (!Files.isDirectory(folder)) {
      return Finding.fail(about, folder + " is not a folder", "move it away");
    }
    if (!Files.isWritable(folder)) {
      return Finding.fail(about, folder + " cannot be written", "chmod 700 " + Modes.quote(folder));
    }
    return content(about, folder);
  }

  private static Finding content(String about, Path folder) throws IOException {
    for (Path file : files(folder)) {
      Optional<Modes.Loose> loose = Files.exists(file) ? Modes.loose(file) : Optional.empty();
      if (loose.isPresent()) {
        return Finding.fail(about, file + " " + loose.get().reason(), loose.get().hint());
      }
    }
    return above(about, folder);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Finding above(String about, Path folder) throws IOException {
    for (Path at = folder.toRealPath().getParent(); at != null; at = at.getParent()) {
      if (Modes.exchangeable(at)) {
        return Finding.warn(
            about, "others can exchange what is in " + at, "chmod go-w " + Modes.quote(at));
      }
    }
    return Finding.ok(about, folder.toString());
  }
}

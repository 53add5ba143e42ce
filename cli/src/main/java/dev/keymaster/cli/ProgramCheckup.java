package dev.keymaster.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Looks at the installed program. */
final class ProgramCheckup implements Checkup {
  @Override
  public List<Finding> look(Session session) {
    Installation installation = session.world().installation();
    return List.of(
        launcher(installation),
        start(installation),
        storage(installation.storageLibrary()),
        memory(installation));
  }

  private static Finding launcher(Installation installation) {
    return installation.launched()
        ? Finding.ok("launcher", "started in a clean process")
        : Finding.warn(
            "launcher",
            "not started by its launcher: variables of Java and core dumps reach it",
            "start bin/keymaster of the image");
  }

  private static Finding start(Installation installation) {
    return installation.fastStart()
        ? Finding.ok("start", "from an AOT cache")
        : Finding.warn(
            "start",
            "no AOT cache, so every command starts slowly",
            "build or install anew; only you or root may own or write the image");
  }

  private static Finding storage(String library) {
    if (library.isEmpty()) {
      return Finding.ok("storage", "brings its own library");
    }
    return Files.isReadable(Path.of(library))
        ? Finding.ok("storage", library)
        : Finding.fail("storage", library + " is missing", "build or install anew");
  }

  private static Finding memory(Installation installation) {
    return switch (installation.secretMemory()) {
      case "" ->
          Finding.warn(
              "libsodium",
              "is missing: passphrases take longer to check",
              installation.system().startsWith("Linux")
                  ? "sudo apt install libsodium23, or your system's package of it"
                  : "install libsodium");
      case "swappable" ->
          Finding.warn(
              "libsodium",
              "there, but the system lets no memory be locked: keys could be swapped",
              "raise the limit: ulimit -l 1024");
      default -> Finding.ok("libsodium", "there, secret memory " + installation.secretMemory());
    };
  }
}

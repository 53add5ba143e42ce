package dev.keymaster.storage;

import dev.keymaster.model.KeymasterException;
import dev.keymaster.model.KeymasterException.Code;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says where the driver finds its native library, and that it is there. */
public final class Driver {
  private static final String DIRECTORY = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static final String TEMPORARY = "org.sqlite.tmpdir";

  private Driver() {}

  /** Where the launcher says that the library is, it must be: else the driver would unpack one. */
  public static void checkLibrary() {
    String directory = System.getProperty(DIRECTORY);
    if (directory == null) {
      return;
    }
    String name = System.getProperty(NAME, System.mapLibraryName("sqlitejdbc"));
    Path library = Path.of(directory, name);
    if (!Files.isReadable(library)) {
      throw new KeymasterException(
          Code.FAILURE,
          "the SQLite library is missing: " + PrivateFiles.name(library),
          "install Keymaster again");
    }
    if (System.getProperty(TEMPORARY) == null) {
      System.setProperty(
          TEMPORARY, directory); // where the driver looks for leftovers, else in /tmp
    }
  }
}

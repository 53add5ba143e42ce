package dev.keymaster.checks;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;

/** The repository and its classes, as the checks see them. */
final class House {
  /** Root of the repository. */
  static final Path ROOT = root();

  /** The image that was built before the checks run. */
  static final Path IMAGE = ROOT.resolve("app/target/keymaster");

  /** All classes of all rooms, without tests. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/checks/"))
          .importPackages("dev.keymaster");

  private House() {}

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return here.endsWith("checks") ? here.resolveSibling("") : here;
  }
}

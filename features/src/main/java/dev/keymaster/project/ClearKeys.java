package dev.keymaster.project;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The {@code .env} files of a folder that hold keys in clear. */
public final class ClearKeys {
  private static final int DEEPEST = 4;
  private static final int MOST_FILES = 20_000;
  private static final long LARGEST = 1 << 20;
  private static final Set<String> SKIPPED =
      Set.of(".git", "node_modules", "target", "build", "dist", "vendor", ".venv", "venv");

  /**
   * One file.
   *
   * @param keys how many keys are in it
   */
  public record Found(Path file, int keys) {}

  private ClearKeys() {}

  /** Looks through the folder and three levels below it, not through what others wrote. */
  public static List<Found> under(Path folder, Catalogue catalogue) throws IOException {
    List<Found> found = new ArrayList<>();
    for (Path file : candidates(folder)) {
      int keys = keys(file, catalogue);
      if (keys > 0) {
        found.add(new Found(file, keys));
      }
    }
    return found;
  }

  private static List<Path> candidates(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    int[] seen = new int[1];
    Files.walkFileTree(
        folder,
        EnumSet.noneOf(FileVisitOption.class),
        DEEPEST,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            return SKIPPED.contains(name(at))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                && attributes.size() <= LARGEST
                && isDotenv(name(file))) {
              files.add(file);
            }
            return ++seen[0] > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  /** Examples are there to be committed. */
  private static boolean isDotenv(String name) {
    return (name.equals(".env") || name.startsWith(".env.") || name.endsWith(".env"))
        && !name.matches(".*\\.(example|sample|template|dist|schema)(\\..*)?");
  }

  private static int keys(Path file, Catalogue catalogue) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (Dotenv dotenv = Dotenv.parse(bytes, name(file))) {
      return (int)
          ImportPlan.of(dotenv, catalogue, ImportPlan.Choice.KEYS).stream()
              .filter(item -> item instanceof ImportItem.Key)
              .count();
    } catch (KeymasterException e) {
      return 0; // no .env file after all
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}

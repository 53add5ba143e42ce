package dev.keymaster.project;

import dev.keymaster.catalogue.Catalogue;
import dev.keymaster.model.KeymasterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The {@code .env} files of a folder that hold keys in clear. */
public final class ClearKeys {
  private static final int LEVELS = 4;
  private static final long LARGEST = 1 << 20;

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
    for (Path file : BoundedWalk.files(folder, LEVELS, LARGEST, Set.of(), ClearKeys::isDotenv)) {
      int keys = keys(file, catalogue);
      if (keys > 0) {
        found.add(new Found(file, keys));
      }
    }
    return found;
  }

  /** Examples are there to be committed. */
  private static boolean isDotenv(String name) {
    return (name.equals(".env") || name.startsWith(".env.") || name.endsWith(".env"))
        && !name.matches(".*\\.(example|sample|template|dist|schema)(\\..*)?");
  }

  private static int keys(Path file, Catalogue catalogue) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (Dotenv dotenv = Dotenv.parse(bytes, BoundedWalk.name(file))) {
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

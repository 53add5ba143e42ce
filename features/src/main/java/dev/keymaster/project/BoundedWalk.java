package dev.keymaster.project;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The files of a project that somebody wrote there: not what others did, which tools keep in
 * folders of known names. Links are not followed; what cannot be read is passed over.
 */
final class BoundedWalk {
  private static final int MOST_FILES = 20_000;
  private static final Set<String> OTHERS =
      Set.of(".git", "node_modules", "target", "build", "dist", "vendor", ".venv", "venv");

  private BoundedWalk() {}

  /**
   * Returns the chosen files, sorted; of at most 20,000 that it looks at.
   *
   * @param levels how far down it looks; 1 for the folder alone
   * @param largest bytes of a file
   * @param skipped further folders to be passed over, by name
   * @param chosen whether a file of that name is wanted
   */
  static List<Path> files(
      Path folder, int levels, long largest, Set<String> skipped, Predicate<String> chosen)
      throws IOException {
    List<Path> files = new ArrayList<>();
    walk(
        folder,
        levels,
        skipped,
        at -> {},
        (file, attributes) -> {
          if (attributes.size() <= largest && chosen.test(name(file))) {
            files.add(file);
          }
        });
    files.sort(null);
    return files;
  }

  /** Returns the folder and those below it. */
  static List<Path> folders(Path folder, int levels, Set<String> skipped) throws IOException {
    List<Path> folders = new ArrayList<>();
    walk(folder, levels, skipped, folders::add, (file, attributes) -> {});
    return folders;
  }

  private static void walk(
      Path folder,
      int levels,
      Set<String> skipped,
      Consumer<Path> folders,
      BiConsumer<Path, BasicFileAttributes> files)
      throws IOException {
    int[] seen = new int[1];
    Files.walkFileTree(
        folder,
        EnumSet.noneOf(FileVisitOption.class),
        levels,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            boolean others = OTHERS.contains(name(at)) || skipped.contains(name(at));
            if (others && !at.equals(folder)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            folders.accept(at);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.accept(file, attributes);
            }
            return ++seen[0] > MOST_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The last part of a path; empty for a root. */
  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}

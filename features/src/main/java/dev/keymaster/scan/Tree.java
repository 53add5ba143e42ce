package dev.keymaster.scan;

import dev.keymaster.project.GitIndex;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The files of a folder. Links are not followed and devices not read. What git ignores is left out,
 * unless git tracks it; git itself is not asked. What is left out on purpose is read all the same,
 * so that it can be told which keys of the vault that hides.
 */
public final class Tree implements Supply {
  /** What of a folder counts. */
  public enum Extent {
    /** What git does not ignore, without its own folder. */
    WITHOUT_IGNORED,
    /** Everything. */
    ALL
  }

  private static final String GIT = ".git";
  private static final int MOST_RULES = 1 << 20;

  private record Found(Path file, String place, long size) {}

  /** The rules of a folder and of those above it that are scanned. */
  private record Rules(@Nullable Rules above, Path folder, IgnoreRules rules) {
    IgnoreRules.Verdict says(Path path, boolean isFolder) {
      String from = slashed(folder.relativize(path));
      IgnoreRules.Verdict verdict = rules.says(from, isFolder);
      return verdict != IgnoreRules.Verdict.SILENT || above == null
          ? verdict
          : above.says(path, isFolder);
    }
  }

  private final Path root;
  private final Path shownFrom;
  private final Allowed allowed;
  private final Extent extent;
  private final Findings findings;
  private final List<Found> files = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final Deque<Rules> rules = new ArrayDeque<>();
  private final List<Path> skipped = new ArrayList<>();

  /**
   * Lists the files.
   *
   * @param root a folder or a file, absolute
   * @param shownFrom the folder that places are told from, and that rules of what is allowed are
   *     about
   * @param allowed a file that it leaves out and nobody can read is no trouble
   */
  public Tree(Path root, Path shownFrom, Allowed allowed, Extent extent, Findings findings) {
    this.root = root;
    this.shownFrom = shownFrom;
    this.allowed = allowed;
    this.extent = extent;
    this.findings = findings;
    walk(root);
    addTracked();
  }

  private void walk(Path from) {
    if (extent == Extent.WITHOUT_IGNORED) {
      rulesAbove(from);
    }
    try {
      Files.walkFileTree(from, new Walk());
    } catch (IOException e) {
      findings.unread(place(from), allowed);
    }
  }

  /** In a folder inside a work tree the rules of the folders above it hold too. */
  private void rulesAbove(Path from) {
    Optional<Path> top = GitIndex.of(from).map(GitIndex::root);
    List<Path> above = new ArrayList<>();
    for (Path at = from.getParent(); at != null && top.isPresent(); at = at.getParent()) {
      if (at.startsWith(top.get())) {
        above.addFirst(at);
      }
    }
    above.forEach(this::enter);
  }

  private void enter(Path folder) {
    Rules above = rules.peek();
    List<String> lines = new ArrayList<>();
    if (above == null) {
      lines.addAll(lines(folder.resolve(GIT).resolve("info").resolve("exclude")));
    }
    lines.addAll(lines(folder.resolve(".gitignore")));
    rules.push(new Rules(above, folder, IgnoreRules.of(lines)));
  }

  private static List<String> lines(Path file) {
    try {
      boolean rules =
          Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_RULES;
      return rules ? Files.readString(file).lines().toList() : List.of();
    } catch (IOException e) {
      return List.of(); // not text: git makes nothing of it either
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes about) {
      if (!folder.equals(root)) {
        boolean git = folder.endsWith(GIT);
        if (git && extent == Extent.WITHOUT_IGNORED) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        if (ignored(folder, true)) {
          skipped.add(folder);
          return FileVisitResult.SKIP_SUBTREE;
        }
      }
      if (extent == Extent.WITHOUT_IGNORED) {
        enter(folder);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      if (extent == Extent.WITHOUT_IGNORED) {
        rules.pop();
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
      if (about.isRegularFile()) {
        if (!file.equals(root) && ignored(file, false)) {
          skipped.add(file);
        } else {
          files.add(new Found(file, place(file), about.size()));
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      findings.unread(place(file), allowed);
      return FileVisitResult.CONTINUE;
    }
  }

  private boolean ignored(Path path, boolean folder) {
    Rules here = rules.peek();
    return here != null && here.says(path, folder) == IgnoreRules.Verdict.IGNORED;
  }

  /** What was committed in spite of the rules is in everybody's copy. */
  private void addTracked() {
    if (skipped.isEmpty()) {
      return;
    }
    GitIndex index = GitIndex.of(root).orElse(null);
    for (Path file : index == null ? List.<Path>of() : index.files()) {
      if (skipped.stream().anyMatch(file::startsWith)
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        files.add(new Found(file, place(file), file.toFile().length()));
      }
    }
  }

  private String place(Path path) {
    return place(path, shownFrom);
  }

  /** Returns how a path is called in findings, told from that folder. */
  public static String place(Path path, Path shownFrom) {
    return path.startsWith(shownFrom) ? slashed(shownFrom.relativize(path)) : slashed(path);
  }

  private static String slashed(Path path) {
    return path.toString().replace('\\', '/');
  }

  @Override
  public void feed(Reader reader) {
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      Found found = files.get(i);
      try (InputStream in = new FileInputStream(found.file.toFile())) {
        reader.read(found.place, "", in, found.size);
      } catch (IOException e) {
        findings.unread(found.place, allowed);
      }
    }
  }
}

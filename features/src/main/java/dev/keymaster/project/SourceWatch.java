package dev.keymaster.project;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Notices when somebody changes a project's sources, settings among them: what {@link
 * UsedVariables} reads, and JSON, YAML, TOML and {@code .env} files. What programs write besides
 * (logs, caches, databases) counts for nothing. For one thread.
 */
public final class SourceWatch implements AutoCloseable {
  private static final Set<String> SETTINGS = Set.of("json", "yaml", "yml", "toml");
  private static final int LEVELS = 8;
  private static final int QUIETEST = 10;

  private final Path root;
  private final Set<String> skipped;
  private final WatchService service;
  private final Map<WatchKey, Path> folders = new HashMap<>();

  private SourceWatch(Path root) throws IOException {
    this.root = root;
    this.skipped = UsedVariables.skipped(root);
    this.service = root.getFileSystem().newWatchService();
  }

  /** Begins to watch a folder and those below it, as far down as sources are looked for. */
  public static SourceWatch of(Path root) throws IOException {
    SourceWatch watch = new SourceWatch(root);
    watch.add(root);
    return watch;
  }

  private void add(Path folder) throws IOException {
    int depth = root.relativize(folder).getNameCount();
    for (Path each : BoundedWalk.folders(folder, LEVELS - depth, skipped)) {
      register(each);
    }
  }

  /** One that is gone already needs no watch. */
  private void register(Path folder) throws IOException {
    try {
      folders.put(folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), folder);
    } catch (NoSuchFileException e) {
      folders.values().remove(folder);
    }
  }

  /**
   * Waits for a change and then until nothing changed for {@code quiet}, ten times that at most.
   *
   * @return the first file that changed, relative to the folder; empty after {@code most} without
   */
  public Optional<Path> next(Duration most, Duration quiet)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    Optional<Path> first = Optional.empty();
    while (first.isEmpty()) {
      WatchKey key = service.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (key == null) {
        return first;
      }
      first = changed(key);
    }
    long latest = System.nanoTime() + QUIETEST * quiet.toNanos();
    WatchKey more = service.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
    while (more != null && System.nanoTime() < latest) {
      changed(more);
      more = service.poll(quiet.toMillis(), TimeUnit.MILLISECONDS);
    }
    return first;
  }

  private Optional<Path> changed(WatchKey key) throws IOException {
    Path folder = folders.get(key);
    if (folder == null) {
      return Optional.empty();
    }
    Optional<Path> first = Optional.empty();
    List<WatchEvent<?>> events = key.pollEvents();
    for (WatchEvent<?> event : events) {
      Path file =
          event.kind().equals(OVERFLOW) || !(event.context() instanceof Path name)
              ? folder
              : folder.resolve(name);
      if (event.kind().equals(ENTRY_CREATE) && Files.isDirectory(file)) {
        add(file);
      }
      if (first.isEmpty() && (file.equals(folder) || matters(file))) {
        first = Optional.of(root.relativize(file));
      }
    }
    if (!key.reset()) {
      folders.remove(key);
    }
    return first;
  }

  private static boolean matters(Path file) {
    String name = BoundedWalk.name(file);
    return UsedVariables.isSource(name)
        || SETTINGS.contains(UsedVariables.ending(name))
        || name.equals(".env")
        || name.startsWith(".env.");
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
